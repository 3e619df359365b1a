package io.forebay.admin;

import static io.forebay.admin.AdminFixture.address;
import static io.forebay.admin.AdminFixture.ask;
import static io.forebay.admin.AdminFixture.config;
import static io.forebay.admin.AdminFixture.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.forebay.config.yaml.EffectiveConfig;
import io.forebay.config.yaml.YamlConfigParser;
import io.forebay.net.Transport;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.RawResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code /api/v1/config}. */
@ExtendWith(LeakExtension.class)
class ApiConfigTest {
  private static final String CONFIG = "/api/v1/config";

  private final FakeControl control = new FakeControl();
  private final AdminServer server =
      new AdminServer(Transport.best(), new FakeStatus(), control, List.of(config("127.0.0.1:0")));

  @BeforeEach
  void start() throws Exception {
    Path file = Path.of("../conf/forebay.minimal.yaml");
    control.effective = EffectiveConfig.text(YamlConfigParser.parse(file));
    server.start();
  }

  @AfterEach
  void close() {
    server.close();
  }

  private RawResponse accepting(String type) {
    return ask(address(server, 0), "GET " + CONFIG + " HTTP/1.1\nHost: localhost\nAccept: " + type);
  }

  @Test
  void config_isJsonWithWhatItCameFrom() throws Exception {
    RawResponse response = get(server, CONFIG);
    assertThat(response.status()).isEqualTo(200);
    JsonNode told = new ObjectMapper().readTree(response.bodyText());
    assertThat(told.get("file").asText()).isEqualTo("/etc/forebay/forebay.yaml");
    assertThat(told.get("generation").asInt()).isEqualTo(1);
    JsonNode config = told.get("config");
    assertThat(config.get("version").isInt()).isTrue();
    assertThat(config.at("/global/reload/watch").isBoolean()).isTrue();
    assertThat(config.get("listeners")).isNotEmpty();
    assertThat(accepting("*/*").bodyText()).isEqualTo(response.bodyText());
  }

  @Test
  void config_isTheFileWhereThatIsAskedFor() {
    for (RawResponse it :
        List.of(accepting("application/yaml"), get(server, CONFIG + "?format=yaml"))) {
      assertThat(it.headers().first("content-type")).isEqualTo("application/yaml");
      assertThat(it.bodyText()).isEqualTo(control.effective);
      assertThat(it.headers().first("vary")).isEqualTo("accept");
    }
    assertThat(get(server, CONFIG + "?format=xml").bodyText())
        .contains("format: xml (expected: json, yaml)");
  }

  @Test
  void tag_isThatOfTheAnswer() {
    String json = get(server, CONFIG).headers().first("etag");
    String yaml = accepting("application/yaml").headers().first("etag");
    assertThat(json).isNotEqualTo(yaml);
    assertThat(get(server, CONFIG).headers().first("etag")).isEqualTo(json);
    control.effective += "more: 1\n";
    assertThat(get(server, CONFIG).headers().first("etag")).isNotEqualTo(json);
  }

  @Test
  void config_whileTheDaemonStarts_is409() {
    control.failure = new IllegalStateException("the daemon is starting");
    RawResponse response = get(server, CONFIG);
    assertThat(response.status()).isEqualTo(409);
    assertThat(response.bodyText()).contains("\"detail\" : \"the daemon is starting\"");
  }
}
