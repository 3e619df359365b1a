package io.forebay.cookie;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.http.HeaderId;
import io.forebay.http.HttpHead;
import io.forebay.util.Ascii;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CookiesTest {

  private static final byte[] NAME = Ascii.bytes("id");

  private static HttpHead head(String... lines) {
    HttpHead head = new HttpHead();
    head.reset();
    for (String line : lines) {
      head.add(HeaderId.COOKIE, Ascii.bytes(line));
    }
    return head;
  }

  private static List<String> left(HttpHead head) {
    List<String> lines = new ArrayList<>();
    for (int line = 0; line < head.count(); line++) {
      if (!head.isRemoved(line)) {
        lines.add(head.valueText(line));
      }
    }
    return lines;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "id=1                 | []",
        "a=b;id=1;c=d         | [a=b; c=d]",
        "id=1; a=b; id=2      | [a=b]",
        "a=id=1               | [a=id=1]",
        "ID=1; id =2; xid=3   | [ID=1; id =2; xid=3]",
        "id                   | []",
        "a;b;c;id=1;d         | [a; b; c; d]",
        "a=\"b c\"; id=\"x\"  | [a=\"b c\"]",
        ";; ;id=1;;           | []"
      })
  void remove_leavesTheOthersAsTheyAre(String line, String expected) {
    HttpHead head = head(line);
    RequestCookies.remove(head, NAME);
    assertThat(left(head).toString()).isEqualTo(expected);
  }

  /** Against strings that are split and joined. */
  @Test
  void randomCookies_areFoundAndRemovedAsByAPlainerWay() {
    String[] pieces = {"id=", "id", "=", ";", "; ", " ", "a=b", "x", "id=1", ";id=2;", "~"};
    for (int seed = 0; seed < 3000; seed++) {
      Random random = new Random(seed);
      String line =
          random
              .ints(random.nextInt(9), 0, pieces.length)
              .mapToObj(it -> pieces[it])
              .collect(Collectors.joining())
              .strip();
      HttpHead head = head(line);
      List<String> pairs = Stream.of(line.split(";")).map(String::strip).toList();
      List<String> values = pairs.stream().filter(CookiesTest::isOurs).toList();
      CookieCursor cursor = new CookieCursor(head);
      List<String> found = new ArrayList<>();
      while (cursor.next()) {
        if (cursor.isNamed(NAME)) {
          found.add(Ascii.text(head.bytes(), cursor.start(), cursor.valueEnd()));
        }
      }
      assertThat(found).as(line).isEqualTo(values);
      RequestCookies.remove(head, NAME);
      String rest =
          pairs.stream()
              .filter(it -> !isOurs(it) && !it.isEmpty())
              .collect(Collectors.joining("; "));
      String expected = values.isEmpty() ? line : rest;
      assertThat(String.join("|", left(head))).as(line).isEqualTo(expected);
    }
  }

  private static boolean isOurs(String pair) {
    return pair.split("=", 2)[0].equals("id");
  }

  /** Users' cookies depend on it: another value makes all clients of all nodes new. */
  @Test
  void token_isTheSameInEveryVersion() {
    byte[] token = CookieKey.of("0123456789abcdef").token("sticky", "app", "s1");
    assertThat(new String(token, StandardCharsets.US_ASCII)).isEqualTo("4VIly7Uta9kPuGDQI3JW");
  }

  @Test
  void tokens_dependOnWhereTheirPartsEnd() {
    CookieKey key = CookieKey.of("0123456789abcdef");
    assertThat(key.token("ab", "c")).isNotEqualTo(key.token("a", "bc"));
    assertThat(key.token("abc")).isNotEqualTo(key.token("abc", ""));
  }

  @Test
  void table_findsItsTokensAndNoOthers() {
    CookieKey key = CookieKey.of("0123456789abcdef");
    List<TokenTable.Entry<Integer>> entries = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      entries.add(new TokenTable.Entry<>(key.token("" + i), i));
    }
    TokenTable<Integer> table = new TokenTable<>(entries);
    for (TokenTable.Entry<Integer> it : entries) {
      byte[] token = it.token();
      assertThat(table.find(token, 0, token.length)).isEqualTo(it.value());
      assertThat(table.find(token, 0, token.length - 1)).isNull();
      for (int at = 0; at < token.length; at++) {
        byte[] other = token.clone();
        other[at] = (byte) (other[at] == 'A' ? 'B' : 'A');
        assertThat(table.find(other, 0, other.length)).isNull();
        other[at] = '~';
        assertThat(table.find(other, 0, other.length)).isNull();
      }
    }
    TokenTable<Integer> empty = new TokenTable<>(List.of());
    assertThat(empty.find(entries.get(0).token(), 0, CookieKey.TOKEN_CHARS)).isNull();
  }

  @Test
  void setCookie_isSecureAsSaidOrAsItsConnection() {
    assertThat(set(null, false)).isEqualTo("a=v; Path=/");
    assertThat(set(null, true)).isEqualTo("a=v; Path=/; Secure");
    assertThat(set(true, false)).isEqualTo("a=v; Path=/; Secure");
    assertThat(set(false, true)).isEqualTo("a=v; Path=/");
  }

  private static String set(Boolean secure, boolean overTls) {
    HttpHead head = head();
    new SetCookie("a", List.of("Path=/"), secure).addTo(head, Ascii.bytes("v"), overTls, -1);
    return left(head).get(0);
  }
}
