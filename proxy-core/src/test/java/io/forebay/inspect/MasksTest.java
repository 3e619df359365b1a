package io.forebay.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.util.Ascii;
import io.forebay.util.ByteText;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MasksTest {

  private static final String SECRET = "s3cr3t";
  private static final int ROUNDS = 20_000;

  private static String target(String text) {
    ByteText out = new ByteText(1024);
    byte[] bytes = Ascii.bytes(text);
    Masks.putTarget(out, bytes, 0, bytes.length);
    return out.toString();
  }

  private static List<String> received(String text, int bad) {
    byte[] bytes = Ascii.bytes(text);
    return ReceivedBytes.lines(bytes, 0, bytes.length, bad);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "/ /",
        "/a/b.html /a/b.html",
        "/a?b=c&d=e /a?b=***&d=***",
        "/a?b=c=d;e=f /a?b=***;e=***",
        "/a?token /a?***",
        "/a?b=&c /a?***&***",
        "/a?dG9rZW4= /a?***",
        "/a?dG9rZQ== /a?***",
        "/a?a[b]=c /a?a[b]=***",
        "/a?b%00c=d /a?b%00c=***",
        "/a?b<c=d /a?***",
        "/a;jsessionid=1/b;v=2?c=d /a;jsessionid=***/b;v=***?c=***",
        "/a#b=c /a#b=***",
        "http://h.example/a?b=c http://h.example/a?b=***",
        "http://me:word@h.example/a http://***@h.example/a",
        "https://h.example?b=c https://h.example?b=***",
        "h.example:443 h.example:443",
        "me:word@h.example:443 ***@h.example:443",
        "* *",
      })
  void target_namesOfParametersAndNoValues(String target, String shown) {
    assertThat(target(target)).isEqualTo(shown);
  }

  @Test
  void target_whatIsNotVisible_isEscapedAndEndsIt() {
    assertThat(target("/a\u001b[31mred")).isEqualTo("/a\\x1B***");
    assertThat(target("/a b")).isEqualTo("/a\\x20***");
    assertThat(target("/a\n")).isEqualTo("/a\\x0A");
    assertThat(target("/\u00e4")).isEqualTo("/\\xE4");
  }

  @Test
  void received_namesOfFieldsAndHarmlessValues() {
    String head =
        "GET /a?b=c HTTP/1.1\r\nHost: h\r\nAuthorization: Basic eDp5\r\nCookie:a=b\r\nX-Empty:\r\n"
            + "Transfer-Encoding: chunked, x\r\n";
    assertThat(received(head, -1))
        .containsExactly(
            "GET /a?b=*** HTTP/1.1",
            "Host: h",
            "Authorization: ***",
            "Cookie: ***",
            "X-Empty:",
            "Transfer-Encoding: chunked, x");
  }

  @Test
  void received_badByte_endsWithItsLine() {
    String head = "GET / HTTP/1.1\r\nHost : h\r\nCookie: x\r\n";
    assertThat(received(head, head.indexOf(" :"))).containsExactly("GET / HTTP/1.1", "Host : h");
    String folded = "GET / HTTP/1.1\r\nCookie: a\r\n more\r\n";
    assertThat(received(folded, folded.indexOf(" more")))
        .containsExactly("GET / HTTP/1.1", "Cookie: ***", "***");
    assertThat(received("GET / HTTP/1.1\r\nHost: a\rCookie: b\r\n", 23))
        .containsExactly("GET / HTTP/1.1", "Host: a\\x0D***");
  }

  @Test
  void received_noRequestAtAll_firstBytesOnlyIfTheyAreNoText() {
    assertThat(received("\u0016\u0003\u0001\u0002abc", 0))
        .containsExactly("\\x16\\x03\\x01\\x02***");
    assertThat(received("password=x&user=y", 8)).containsExactly("***");
    assertThat(received("my word is x\r\n", 14)).containsExactly("my ***");
    assertThat(received("GET / HTTP/1.1 Cookie: a\r\n", 14)).containsExactly("GET /\\x20***");
  }

  @Test
  void received_bounded() {
    String line = "Host: " + "a".repeat(1000) + "\r\n";
    List<String> lines = received("GET / HTTP/1.1\r\n" + line.repeat(1000), -1);
    assertThat(lines).hasSize(ReceivedBytes.MAX_LINES);
    assertThat(lines.get(1)).hasSize(ReceivedBytes.MAX_LINE_BYTES + 3).endsWith("aaa...");
  }

  /** Wherever a secret is that clients may have, and whatever is broken beside it. */
  @Test
  void secretsOfBrokenRequests_neverShown() {
    Random random = new Random(7);
    for (int i = 0; i < ROUNDS; i++) {
      String head = broken(random, head(random));
      int bad = random.nextInt(3) == 0 ? -1 : random.nextInt(head.length());
      assertThat(String.join("\n", received(head, bad))).as(head).doesNotContain(SECRET);
    }
  }

  private static String head(Random random) {
    String[] targets = {
      "/a?b=" + SECRET,
      "/a?" + SECRET,
      "/a;s=" + SECRET + "/b?c=" + SECRET,
      "http://u:" + SECRET + "@h/a?b=" + SECRET,
      "/a?b=http://x/?y=" + SECRET + "&z=" + SECRET + "#" + SECRET
    };
    String[] fields = {
      "Authorization: Bearer " + SECRET,
      "authorization:Basic " + SECRET,
      "Cookie: a=1; b=" + SECRET,
      "X-Api-Key: " + SECRET,
      "Proxy-Authorization:\t" + SECRET,
      "Referer: https://h/?t=" + SECRET,
      "Host: h",
      "Content-Length: 5",
      "User-Agent: some/1.0"
    };
    StringBuilder head = new StringBuilder("GET ");
    head.append(targets[random.nextInt(targets.length)]).append(" HTTP/1.1\r\n");
    for (int i = random.nextInt(6); i >= 0; i--) {
      head.append(fields[random.nextInt(fields.length)]).append("\r\n");
    }
    String[] bodies = {"", "\r\n{\"word\": \"" + SECRET + "\"}", "\r\nword=" + SECRET};
    return head.append(bodies[random.nextInt(bodies.length)]).toString();
  }

  /** Puts bytes that break heads anywhere but into a secret. */
  private static String broken(Random random, String head) {
    String[] bytes = {"\0", "\r", "\n", " ", "\t", "\u001b", "\u0080", "\r\n ", "?", "&", "="};
    String changed = head;
    for (int i = random.nextInt(4); i > 0; i--) {
      int at = random.nextInt(changed.length());
      int within = changed.lastIndexOf(SECRET, at);
      if (within < 0 || at >= within + SECRET.length() || at == within) {
        changed =
            changed.substring(0, at) + bytes[random.nextInt(bytes.length)] + changed.substring(at);
      }
    }
    return changed;
  }
}
