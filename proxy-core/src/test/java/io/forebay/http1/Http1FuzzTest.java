package io.forebay.http1;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.forebay.http.Framing;
import io.forebay.http.HeadLimits;
import io.forebay.http.HeadPool;
import io.forebay.http.HttpHead;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Any bytes at all: no exception, and the same outcome however the network cuts them. The first
 * byte decides how. A usual build runs the attack corpus through; docs/fuzzing.md tells how to look
 * for more.
 */
class Http1FuzzTest {
  private static final int LONGEST = 1 << 17;

  @FuzzTest
  void requests(byte[] input) {
    headIsTheSameInPieces(input, true);
  }

  @FuzzTest
  void responses(byte[] input) {
    headIsTheSameInPieces(input, false);
  }

  private static void headIsTheSameInPieces(byte[] input, boolean request) {
    if (input.length > 0 && input.length < LONGEST) {
      String whole = head(List.of(input), request);
      assertThat(head(cut(input), request)).isEqualTo(whole);
      assertThat(head(Pieces.bytewise(input), request)).isEqualTo(whole);
    }
  }

  @FuzzTest
  void chunks(byte[] input) {
    if (input.length > 0 && input.length < LONGEST) {
      String whole = chunks(List.of(input));
      assertThat(chunks(cut(input))).isEqualTo(whole);
      assertThat(chunks(Pieces.bytewise(input))).isEqualTo(whole);
    }
  }

  private static List<byte[]> cut(byte[] input) {
    int at = (input[0] & 0xff) * input.length / 256;
    return List.of(Arrays.copyOfRange(input, 0, at), Arrays.copyOfRange(input, at, input.length));
  }

  /** What was understood, and how many bytes were taken for it. */
  private static String head(List<byte[]> pieces, boolean request) {
    Http1HeadParser parser = new Http1HeadParser(HeadLimits.DEFAULT);
    HttpHead head = Heads.fresh();
    if (request) {
      parser.beginRequest(head);
    } else {
      parser.beginResponse(head);
    }
    int taken = 0;
    for (byte[] piece : pieces) {
      ByteBuf in = Pieces.buffer(piece);
      Http1HeadParser.Result result = parser.parse(in);
      taken += in.readerIndex();
      in.release();
      if (result == Http1HeadParser.Result.COMPLETE) {
        return taken + " " + Heads.live(head);
      }
      if (result == Http1HeadParser.Result.FAILED) {
        assertThat(parser.error()).isNotNull();
        return "" + parser.error();
      }
    }
    return "more";
  }

  private static String chunks(List<byte[]> pieces) {
    Http1BodyDecoder decoder = new Http1BodyDecoder(HeadLimits.DEFAULT, new HeadPool());
    decoder.begin(Framing.CHUNKED, -1);
    StringBuilder body = new StringBuilder();
    for (byte[] piece : pieces) {
      ByteBuf in = Pieces.buffer(piece);
      boolean ours = true;
      while (ours && in.isReadable() && !decoder.isDone() && decoder.error() == null) {
        ByteBuf data = decoder.next(in);
        if (data != null) {
          body.append(data.toString(StandardCharsets.ISO_8859_1));
          ours = data != in;
          data.release();
        }
      }
      if (ours) {
        in.release();
      }
    }
    return decoder.isDone() + " " + decoder.error() + " " + body;
  }
}
