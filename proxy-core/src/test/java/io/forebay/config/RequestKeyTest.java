package io.forebay.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestKeyTest {

  @ParameterizedTest
  @CsvSource({
    "client_ip, CLIENT_IP, ''",
    "path, PATH, ''",
    "header:X-User, HEADER, x-user",
    "cookie:SID, COOKIE, SID",
    "query:user[id], QUERY, user[id]",
    "query:a:b, QUERY, a:b",
  })
  void parse_known(String text, RequestKey.Source source, String name) {
    assertThat(RequestKey.parse(text)).isEqualTo(new RequestKey(source, name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        "ip",
        "header",
        "header:",
        "header:a b",
        "cookie:a=b",
        "query:a&b",
        "client_ip:",
        "path:/a",
        "PATH",
        "header:ä"
      })
  void parse_unknown(String text) {
    assertThatThrownBy(() -> RequestKey.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(text + " (expected: client_ip, path, header:NAME");
  }
}
