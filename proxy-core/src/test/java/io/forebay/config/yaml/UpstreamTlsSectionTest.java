package io.forebay.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.config.BackendConfig;
import io.forebay.config.CertificatePin;
import io.forebay.config.HealthCheckConfig;
import io.forebay.config.ServerConfig;
import io.forebay.config.UpstreamTlsConfig;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class UpstreamTlsSectionTest {

  private static final String FOLDER = "src/test/resources/config/";
  private static final String PIN = "sha256/7HIpactkIAq2Y49orFOOQKurWxmmSFZhBCoQYcRhJ3Y=";

  private static String file(String... lines) {
    String backend =
        java.util.Arrays.stream(lines).map(it -> "    " + it + "\n").collect(Collectors.joining());
    return "listeners: { web: { bind: ':80', backend: app } }\nbackends:\n  app:\n" + backend;
  }

  private static BackendConfig backend(String... lines) {
    return Files.accept(file(lines)).config().backends().get("app");
  }

  private static List<String> problems(String tls) {
    return Files.problems(file("tls: " + tls, "servers: [a:80]"));
  }

  @Test
  void servers_inheritKeyByKey() {
    BackendConfig backend =
        backend(
            "tls: { sni: app.test, ca: " + FOLDER + "ca.pem }",
            "servers: [a:1, { address: b:2, tls: { sni: b.test } }, { address: c:3, tls: none },",
            "  { address: d:4, tls: { verify: false } }]");
    List<UpstreamTlsConfig> all = backend.servers().stream().map(ServerConfig::tls).toList();
    assertThat(all.get(0).sni()).isEqualTo("app.test");
    assertThat(all.get(0).ca().pem()).startsWith("-----BEGIN CERTIFICATE-----");
    assertThat(all.get(1).sni()).isEqualTo("b.test");
    assertThat(all.get(1).ca()).isEqualTo(all.get(0).ca());
    assertThat(all.get(2)).isNull();
    assertThat(all.get(3).verify()).isFalse();
    assertThat(all.get(3).sni()).isEqualTo("app.test");
  }

  @Test
  void backendWithout_serverWith() {
    BackendConfig backend = backend("servers: [a:1, { address: b:2, tls: {} }]");
    assertThat(backend.servers())
        .extracting(ServerConfig::tls)
        .containsExactly(null, UpstreamTlsConfig.DEFAULT);
  }

  @Test
  void certificateAndKey_areReadFromOneFileOrTwo() {
    String two = "{ cert: " + FOLDER + "client.pem, key: " + FOLDER + "client-key.pem }";
    UpstreamTlsConfig tls = backend("tls: " + two, "servers: [a:80]").servers().get(0).tls();
    assertThat(tls.cert().certificates()).startsWith("-----BEGIN CERTIFICATE-----");
    assertThat(tls.keyFile().hasKey()).isTrue();
    assertThat(tls.key() + " " + tls).doesNotContain("PRIVATE KEY");
  }

  @Test
  void pins_areNamesAndKeys() {
    UpstreamTlsConfig tls =
        backend("tls: { pin: [B.test, " + PIN + "] }", "servers: [a:80]").servers().get(0).tls();
    assertThat(tls.pin()).extracting(CertificatePin::toString).containsExactly("b.test", PIN);
    assertThat(backend("tls: { pin: b.test }", "servers: [a:80]").servers().get(0).tls().pin())
        .hasSize(1);
  }

  @Test
  void pinnedName_unverified_isWarnedOfAndLeftOut() {
    ParsedConfig parsed =
        Files.accept(file("tls: { verify: false, pin: [b.test, " + PIN + "] }", "servers: [a:80]"));
    assertThat(parsed.warnings()).anyMatch(it -> it.toString().contains("verify is false"));
    assertThat(parsed.config().backends().get("app").servers().get(0).tls().pin())
        .extracting(CertificatePin::toString)
        .containsExactly(PIN);
  }

  @Test
  void problems_tellTheirPlace() {
    assertThat(problems("{ cert: " + FOLDER + "client.pem }"))
        .containsExactly(
            "f.yaml:4:18: backends.app.tls.cert: without key"
                + " (expected: a private key beside it or in the same file)");
    assertThat(problems("{ key: " + FOLDER + "client-key.pem }").get(0))
        .contains("tls.key: without cert (expected: both or none)");
    assertThat(problems("{ cert: none.pem, key: none.pem }").get(0))
        .contains("expected: a file; there is nothing at");
    assertThat(problems("{ cert: " + FOLDER + "client-key.pem, key: x }").get(0))
        .contains("expected: a file of certificates in PEM format");
    assertThat(problems("{ pin: 'sha256/abc' }").get(0)).contains(CertificatePin.EXPECTED);
    assertThat(problems("{ pin: 10.0.0.1 }").get(0)).contains(CertificatePin.EXPECTED);
    assertThat(problems("{ sni: 10.0.0.1 }").get(0)).contains("expected: a host name");
    assertThat(problems("{ veryfy: false }").get(0)).contains("did you mean verify?");
    assertThat(problems("yes").get(0)).contains("expected: a map");
  }

  private static List<HealthCheckConfig> checks(String... lines) {
    BackendConfig backend = backend(lines);
    return backend.servers().stream().map(backend::checkOf).toList();
  }

  @Test
  void checks_areEncryptedAsTheirServers() {
    List<HealthCheckConfig> checks =
        checks(
            "tls: { sni: app.test }",
            "health_check: { path: / }",
            "servers: [a:1, { address: b:2, tls: none }, { address: c:3, health_check: { tls: none } },",
            "  { address: d:4, health_check: { tls: { sni: d.test } } },",
            "  { address: e:5, health_check: { type: tcp } }]");
    assertThat(checks.get(0).tls().sni()).isEqualTo("app.test");
    assertThat(checks.get(1).tls()).isNull();
    assertThat(checks.get(2).tls()).isNull();
    assertThat(checks.get(3).tls().sni()).isEqualTo("d.test");
    assertThat(checks.get(4).tls()).isNull();
  }

  @Test
  void checkWithoutAType_isAHandshakeWhereTheServerHasTls() {
    List<HealthCheckConfig> checks =
        checks("health_check: {}", "servers: [a:1, { address: b:2, tls: {} }]");
    assertThat(checks).extracting(HealthCheckConfig::http).containsOnlyNulls();
    assertThat(checks)
        .extracting(HealthCheckConfig::tls)
        .containsExactly(null, UpstreamTlsConfig.DEFAULT);
  }

  @Test
  void effectiveText_isReadAsTheSame() {
    for (String check :
        List.of(
            "{}",
            "{ type: tcp }",
            "{ tls: none }",
            "{ type: tls }",
            "{ tls: {} }",
            "{ path: / }",
            "{ path: /, tls: none }",
            "{ path: /, tls: { verify: false } }")) {
      for (String own :
          List.of("{ rise: 4 }", "{ type: tcp }", "{ type: http, path: /x }", "{ tls: {} }")) {
        ParsedConfig parsed =
            Files.accept(
                file(
                    "tls: { pin: " + PIN + ", verify: false }",
                    "health_check: " + check,
                    "servers: [a:1, { address: b:2, tls: none }, { address: c:3, health_check: "
                        + own
                        + " }]"));
        String text = EffectiveConfig.text(parsed);
        assertThat(Files.accept(text).config()).as(text).isEqualTo(parsed.config());
      }
    }
  }
}
