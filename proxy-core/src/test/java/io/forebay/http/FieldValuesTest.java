package io.forebay.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.util.Ascii;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldValuesTest {

  /** Looks at {@code value} in the middle of other bytes, which must not matter. */
  private static boolean isHost(String value) {
    byte[] bytes = Ascii.bytes("41" + value + "41]:80");
    return FieldValues.isHost(bytes, 2, 2 + value.length());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "a.test",
        "A.Test.",
        "a_b.test",
        "xn--bcher-kva.example",
        "127.0.0.1",
        "127.0.0.1:8080",
        "a:",
        "a:0",
        "a:1",
        "a:65535",
        "a:0000080",
        "[::1]",
        "[::1]:443",
        "[2001:DB8::7]",
        "[::ffff:192.0.2.1]",
        "[1:2:3:4:5:6:7:8]",
        "a%2Db",
        "%41",
        "a!$&'()*+;=~b",
      })
  void host_ofLegalForm_isTaken(String value) {
    assertThat(isHost(value)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":80",
        "a:65536",
        "a:99999999999999999999",
        "a:4294967376",
        "a:-1",
        "a:+1",
        "a:80x",
        "a:80:80",
        "a: 80",
        "a b",
        "a,b",
        "a.test,b.test",
        "user@a",
        "user:pw@a",
        "a@",
        "a/b",
        "a\\b",
        "a?b",
        "a#b",
        "a\"b",
        "a<b",
        "a|b",
        "a^b",
        "a`b",
        "a{b}",
        "\u00e9",
        "a\u0080",
        "%",
        "a%",
        "a%4",
        "a%4g",
        "a%zz",
        "%%41",
        "::1",
        "[]",
        "[1]",
        "[::1",
        "::1]",
        "[::1]x",
        "[::1]]",
        "[::1]80",
        "[::1]:x",
        "[::1]:65536",
        "[abc]",
        "[:::]",
        "[1:2]",
        "[1.2.3.4]",
        "[1:2:3:4:5:6:7:8:9]",
        "[12345::]",
        "[::1%eth0]",
        "[::1%251]",
        "[v1.a]",
        "[a.test]",
        "a[::1]",
      })
  void host_ofOtherForm_isRefused(String value) {
    assertThat(isHost(value)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "5, 5",
    "007, 7",
    "999999999999999999, 999999999999999999",
    "000000000000000000, 0",
    "1000000000000000000, -1",
    "0000000000000000005, -1",
    "18446744073709551621, -1",
    "'', -1",
    "-1, -1",
    "+1, -1",
    "0x10, -1",
    "1 0, -1",
    "'5,5', -1",
    "'5, 5', -1",
    "5;, -1",
    "1e3, -1",
    "1.0, -1",
    "\u0663, -1",
  })
  void contentLength_isDigitsOnly(String value, long expected) {
    byte[] bytes = Ascii.bytes("9" + value.replace('\u0663', '?') + "9");
    assertThat(FieldValues.contentLength(bytes, 1, bytes.length - 1)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "chunked|CHUNKED",
        "ChunKed|CHUNKED",
        "gzip, chunked|UNKNOWN",
        "gzip ,\tChunked|UNKNOWN",
        "a, b, chunked|UNKNOWN",
        "''|INVALID",
        "identity|INVALID",
        "gzip|INVALID",
        "xchunked|INVALID",
        "chunkedx|INVALID",
        "chunked, gzip|INVALID",
        "chunked, chunked|INVALID",
        "chunked, gzip, chunked|INVALID",
        "chunked;q=1|INVALID",
        "gzip;q=1, chunked|INVALID",
        "\"chunked\"|INVALID",
        "', chunked'|INVALID",
        "'chunked,'|INVALID",
        "gzip,,chunked|INVALID",
        "gzip chunked|INVALID",
        "chun ked|INVALID",
      })
  void transferCoding_isChunkedOrRefused(String value, FieldValues.Coding expected) {
    byte[] bytes = Ascii.bytes("," + value + ",");
    assertThat(FieldValues.transferCoding(bytes, 1, bytes.length - 1)).isEqualTo(expected);
  }
}
