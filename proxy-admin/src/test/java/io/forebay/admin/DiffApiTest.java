package io.forebay.admin;

import static io.forebay.admin.AdminFixture.address;
import static io.forebay.admin.AdminFixture.config;
import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.config.ConfigProblem;
import io.forebay.config.InvalidConfigException;
import io.forebay.config.yaml.ConfigDiff.Change;
import io.forebay.config.yaml.ConfigDiff.Entry;
import io.forebay.config.yaml.ConfigDiff.Key;
import io.forebay.config.yaml.ConfigDiff.Kind;
import io.forebay.config.yaml.ConfigDifference;
import io.forebay.net.Transport;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A file that is compared over the API; who does it is a fake. */
class DiffApiTest {
  private final FakeControl control = new FakeControl();
  private final AdminServer server =
      new AdminServer(Transport.best(), new FakeStatus(), control, List.of(config("127.0.0.1:0")));

  @BeforeEach
  void open() throws Exception {
    server.start();
  }

  @AfterEach
  void close() {
    server.close();
  }

  private RawResponse post(String type, String body) {
    try (RawClient client = RawClient.connect(address(server, 0))) {
      client.send(
          "POST /api/v1/diff HTTP/1.1\r\nHost: localhost\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s"
              .formatted(type, body.length(), body));
      return client.readResponse();
    }
  }

  @Test
  void changes_areToldWithWhatTheyCost() {
    control.difference =
        new ConfigDifference(
            List.of(
                new Entry(
                    Kind.SERVER,
                    "app/one",
                    Change.CHANGED,
                    List.of(new Key("weight", "1", "3"), new Key("backup", null, "true"))),
                new Entry(Kind.LISTENER, "web", Change.REMOVED, List.of())),
            List.of(new ConfigProblem("f.yaml", 1, 2, "a", "doubtful")));
    RawResponse response = post("application/yaml; charset=utf-8", "listeners: {}");
    assertThat(response.status()).isEqualTo(200);
    assertThat(control.asked).containsExactly("diff listeners: {}");
    assertThat(response.bodyText().replaceAll("\\s+", " "))
        .contains("\"identical\" : false, \"hitless\" : false,")
        .contains(
            "\"kind\" : \"server\", \"name\" : \"app/one\", \"change\" : \"changed\","
                + " \"hitless\" : true, \"cost\" : \"none\","
                + " \"text\" : \"server app/one: weight 1 -> 3, backup (none) -> true\"")
        .contains("{ \"key\" : \"weight\", \"old\" : \"1\", \"new\" : \"3\" }")
        .contains("{ \"key\" : \"backup\", \"new\" : \"true\" }")
        .contains("\"cost\" : \"connections\", \"text\" : \"listener web removed\"")
        .contains("\"warnings\" : [ \"f.yaml:1:2: a: doubtful\" ]");
  }

  @Test
  void problems_are422() {
    control.invalid =
        new InvalidConfigException(List.of(new ConfigProblem("f.yaml", 3, 4, "a.b", "wrong")));
    RawResponse response = post("text/plain", "a: b");
    assertThat(response.status()).isEqualTo(422);
    assertThat(response.bodyText())
        .contains("the configuration would be refused: f.yaml:3:4: a.b: wrong")
        .contains("\"problems\" : [ \"f.yaml:3:4: a.b: wrong\" ]");
  }

  @Test
  void otherType_is415() {
    assertThat(post("application/json", "{}").status()).isEqualTo(415);
    assertThat(control.asked).isEmpty();
  }
}
