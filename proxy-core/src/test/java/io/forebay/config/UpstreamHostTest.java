package io.forebay.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UpstreamHostTest {

  private static ServerConfig server(String address, boolean secure, String host) {
    ServerConfig at = ServerConfig.parse(address);
    UpstreamHost told = new UpstreamHost(host);
    UpstreamTlsConfig tls = secure ? told.naming(UpstreamTlsConfig.DEFAULT) : null;
    return new ServerConfig(
        at.name(),
        at.host(),
        at.port(),
        at.weight(),
        at.backup(),
        at.maxConnections(),
        at.checkPort(),
        at.drainTimeout(),
        null,
        null,
        at.slowStart(),
        at.priority(),
        at.protocol(),
        tls,
        told,
        SendProxy.NONE);
  }

  @ParameterizedTest
  @CsvSource({
    "app.test:80, false, upstream, app.test",
    "app.test:443, false, upstream, app.test:443",
    "app.test:443, true, upstream, app.test",
    "app.test:80, true, upstream, app.test:80",
    "'[::1]:80', false, upstream, [::1]",
    "'[::1]:8080', false, upstream, [::1]:8080",
    "10.0.0.1:80, false, preserve,",
    "10.0.0.1:80, false, other.test:81, other.test:81",
    "unix:/run/app.sock, false, other.test, other.test",
  })
  void toldHost_isWhatIsAskedFor(String address, boolean secure, String host, String told) {
    assertThat(server(address, secure, host).toldHost()).isEqualTo(told);
  }

  @Test
  void upstream_ofAUnixSocket_isRefused() {
    assertThatThrownBy(() -> server("unix:/run/app.sock", false, "upstream"))
        .hasMessage("host: upstream (expected: preserve or a host, as a unix socket has none)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a/b", "a:0", "*.test", "a\r\nb", "http://a"})
  void whatIsNoHost_isRefused(String text) {
    assertThatThrownBy(() -> new UpstreamHost(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "app.test, app.test",
    "app.test:8443, app.test",
    "10.0.0.1,",
    "'[::1]:8443',",
    "upstream,",
    "preserve,"
  })
  void naming_isTheNameThatIsAskedForInTls(String host, String sni) {
    assertThat(new UpstreamHost(host).naming(UpstreamTlsConfig.DEFAULT).sni()).isEqualTo(sni);
  }

  @Test
  void naming_ofATlsThatNamesOne_isThat() {
    UpstreamTlsConfig tls = new UpstreamTlsConfig(true, null, "own.test");

    assertThat(new UpstreamHost("app.test").naming(tls)).isEqualTo(tls);
  }

  @Test
  void check_withoutAHost_hasThatOfItsServer() {
    ServerConfig server = server("10.0.0.1:80", false, "app.test");
    BackendConfig backend =
        new BackendConfig("app", List.of(server), HealthCheckConfig.of("/health"));

    HealthCheckConfig check = backend.checkOf(server);
    assertThat(check.http().host()).isEqualTo("app.test");
    assertThat(check.http().orHost("other").host()).isEqualTo("app.test");
    assertThat(backend.checkOf(server("10.0.0.1:80", false, "upstream")).http().host()).isNull();
  }
}
