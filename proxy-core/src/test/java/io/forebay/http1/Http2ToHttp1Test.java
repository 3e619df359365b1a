package io.forebay.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.http.HeadLimits;
import io.forebay.http.HttpHead;
import io.forebay.http2.HeadFields;
import io.forebay.util.Ascii;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Requests of random fields, most of them at fault: whichever is taken means the same to whoever
 * reads it as HTTP/1.1, so nothing can be smuggled through.
 */
class Http2ToHttp1Test {

  private static final String[] NAMES = {
    "x-a", "accept", "cookie", "content-length", "host", "te", "transfer-encoding", "connection",
    "X-B", "x:c", "x d", "x\r\ne", "", "expect", "upgrade", "user-agent"
  };
  private static final String[] VALUES = {
    "1",
    "",
    "a b",
    "a\r\nHost: evil",
    "a\nb",
    "a\0",
    " a",
    "trailers",
    "chunked",
    "a.test",
    "0",
    "100-continue",
    "\u00e4\u0001",
    "tab\there",
    "close"
  };
  private static final String[] PATHS = {
    "/", "/a?b", "/a HTTP/1.1\r\nX: y", "*", "", "/\u0080", "http://b/"
  };
  private static final String[] HOSTS = {"a.test", "A.test:80", "a@b", "", "a b", "[::1]"};

  private final Random random = new Random(6);

  private String any(String... values) {
    return values[random.nextInt(3) == 0 ? random.nextInt(values.length) : 0];
  }

  @Test
  void requests_thatAreTaken_meanTheSame() {
    int taken = 0;
    for (int i = 0; i < 30_000; i++) {
      var fields = new ArrayList<String>();
      fields.addAll(List.of(":method", any("GET", "POST", "CONNECT", "G T", "OPTIONS")));
      fields.addAll(List.of(":scheme", any("https", "http", "")));
      fields.addAll(List.of(":path", any(PATHS)));
      fields.addAll(List.of(":authority", any(HOSTS)));
      for (int count = random.nextInt(4); count > 0; count--) {
        fields.add(any(NAMES));
        fields.add(any(VALUES));
      }
      var head = new HttpHead();
      if (HeadFields.request(head, true, fields.toArray(new String[0])) == null) {
        taken++;
        checkSame(head, fields);
      }
    }
    assertThat(taken).isGreaterThan(1_000);
  }

  private static void checkSame(HttpHead head, List<String> fields) {
    String wire = Heads.written(head) + "\r\n";
    HttpHead read = Heads.fresh();
    var parser = new Http1HeadParser(HeadLimits.DEFAULT);
    parser.beginRequest(read);
    ByteBuf in = Pieces.buffer(Ascii.bytes(wire));
    try {
      assertThat(parser.parse(in)).as(wire).isEqualTo(Http1HeadParser.Result.COMPLETE);
      assertThat(in.isReadable()).as(wire).isFalse();
    } finally {
      in.release();
    }
    assertThat(Http1RequestRules.apply(read)).as(wire).isNull();
    assertThat(wire).startsWith(head.methodText() + " " + head.targetText() + " HTTP/1.1\r\n");
    assertThat(read.methodText()).isEqualTo(fields.get(1));
    assertThat(read.targetText()).isEqualTo(fields.get(5));
    assertThat(read.authorityText()).isEqualTo(fields.get(7));
    assertThat(read.framing()).isEqualTo(head.framing());
    assertThat(Heads.live(read)).isEqualTo(HeadFields.live(head));
  }
}
