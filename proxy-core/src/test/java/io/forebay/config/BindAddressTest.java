package io.forebay.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BindAddressTest {
  @ParameterizedTest
  @CsvSource({
    ":8080,          ,           8080, :8080",
    "*:8080,         ,           8080, :8080",
    ":0,             ,           0,    :0",
    "0.0.0.0:80,     0.0.0.0,    80,   0.0.0.0:80",
    "[::]:80,        ::,         80,   [::]:80",
    "[2001:DB8::1]:80, 2001:db8::1, 80, [2001:db8::1]:80",
    "LocalHost:80,   localhost,  80,   localhost:80",
    "edge_1.example:65535, edge_1.example, 65535, edge_1.example:65535",
  })
  void parse_textForm_isReadAndWritten(String text, String host, int port, String written) {
    BindAddress address = BindAddress.parse(text);

    assertThat(address).isEqualTo(new BindAddress(host, port)).hasToString(written);
    assertThat(BindAddress.parse(written)).isEqualTo(address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "80",
        "localhost",
        ":",
        ":-1",
        ":65536",
        ":99999999999",
        ":8o",
        ":+80",
        "::1",
        "::1:80",
        "[]:80",
        "[::1]",
        "[::1]80",
        "[1.2.3.4]:80",
        "[::1%lo]:80",
        "http://a:80",
        "a b:80",
        "a..b:80",
        ".a:80",
        "a.:80",
        "1.2.3:80",
        "a/b:80",
        "unix:",
        "unix:/",
        "unix:run/x",
        "unix:@abstract",
        "unix:/run/../x",
        "unix:/run//x",
        "unix:/run/x/",
        "/run/x"
      })
  void parse_noAddress_isRefused(String text) {
    assertThatThrownBy(() -> BindAddress.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(expected: ");
  }

  @Test
  void parse_unixSocket_isKeptAsWritten() {
    BindAddress address = BindAddress.parse("unix:/run/App.sock");
    assertThat(address).isEqualTo(new BindAddress("unix:/run/App.sock", 0));
    assertThat(address).hasToString("unix:/run/App.sock");
    assertThat(address.unixPath()).isEqualTo(Path.of("/run/App.sock"));
    assertThat(BindAddress.parse(":80").unixPath()).isNull();
  }

  @Test
  void parse_unixSocket_pathIsAtMost107Bytes() {
    String longest = "unix:/" + "a".repeat(106);
    assertThat(BindAddress.parse(longest)).hasToString(longest);
    assertThatThrownBy(() -> BindAddress.parse("unix:/" + "a".repeat(104) + "\u00e9\u00e9"))
        .hasMessageContaining("at most 107 bytes, not 109");
  }

  @ParameterizedTest
  @CsvSource({
    "unix:/run/a,   unix:/run/a,    true",
    "unix:/run/a,   unix:/run/b,    false",
    "unix:/run/a,   :80,            false",
    ":80,           unix:/run/a,    false",
    ":80,           :80,            true",
    ":80,           :81,            false",
    ":0,            :0,             false",
    ":80,           0.0.0.0:80,     true",
    ":80,           [::]:80,        true",
    ":80,           10.0.0.1:80,    true",
    ":80,           some.name:80,   true",
    "0.0.0.0:80,    [::]:80,        false",
    "0.0.0.0:80,    10.0.0.1:80,    true",
    "[::]:80,       10.0.0.1:80,    false",
    "[::]:80,       [::1]:80,       true",
    "10.0.0.1:80,   10.0.0.1:80,    true",
    "10.0.0.1:80,   10.0.0.2:80,    false",
    "[::1]:80,      [0:0::1]:80,    true",
    "[::1]:80,      127.0.0.1:80,   false",
    "localhost:80,  127.0.0.1:80,   true",
    "localhost:80,  [::1]:80,       true",
    "localhost:80,  127.0.0.2:80,   false",
    "localhost:80,  LOCALHOST:80,   true",
    "a.example:80,  b.example:80,   false",
    "a.example:80,  0.0.0.0:80,     true",
  })
  void clashesWith_sameAddressAndPort(String one, String other, boolean clash) {
    BindAddress first = BindAddress.parse(one);
    BindAddress second = BindAddress.parse(other);

    assertThat(first.clashesWith(second)).isEqualTo(clash);
    assertThat(second.clashesWith(first)).isEqualTo(clash);
  }

  @Test
  void constructor_badHost_isRefused() {
    assertThatThrownBy(() -> new BindAddress("a b", 80))
        .hasMessage("host: a b (expected: an IP address or a host name)");
  }
}
