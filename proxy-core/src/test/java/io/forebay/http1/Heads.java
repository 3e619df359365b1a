package io.forebay.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.http.HeadLimits;
import io.forebay.http.HttpHead;
import io.forebay.util.Ascii;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/** Heads from text, as a parser leaves them. */
final class Heads {

  private Heads() {}

  /** A request from its request-line and fields; lines are parted by a vertical bar. */
  static HttpHead request(String lines) {
    HttpHead head = fresh();
    var parser = new Http1HeadParser(HeadLimits.DEFAULT);
    parser.beginRequest(head);
    complete(parser, lines);
    return head;
  }

  /** A response from its status-line and fields. */
  static HttpHead response(String lines) {
    HttpHead head = fresh();
    var parser = new Http1HeadParser(HeadLimits.DEFAULT);
    parser.beginResponse(head);
    complete(parser, lines);
    return head;
  }

  static HttpHead fresh() {
    var head = new HttpHead();
    head.reset();
    return head;
  }

  static byte[] wire(String lines) {
    return Ascii.bytes(lines.replace("|", "\r\n") + "\r\n\r\n");
  }

  private static void complete(Http1HeadParser parser, String lines) {
    ByteBuf in = Pieces.buffer(wire(lines));
    try {
      assertThat(parser.parse(in)).as(lines).isEqualTo(Http1HeadParser.Result.COMPLETE);
    } finally {
      in.release();
    }
  }

  /** The lines that were not removed, as {@code name: value}. */
  static List<String> live(HttpHead head) {
    var lines = new ArrayList<String>();
    for (int line = 0; line < head.count(); line++) {
      if (!head.isRemoved(line)) {
        lines.add(head.nameText(line) + ": " + head.valueText(line));
      }
    }
    return lines;
  }

  /** What a writer makes of {@code head}, the closing empty line left out. */
  static String written(HttpHead head) {
    ByteBuf out = Pieces.buffer(new byte[0]);
    try {
      int bound = Http1HeadWriter.sizeBound(head);
      Http1HeadWriter.write(head, out);
      assertThat(out.readableBytes()).isLessThanOrEqualTo(bound);
      return out.toString(java.nio.charset.StandardCharsets.ISO_8859_1);
    } finally {
      out.release();
    }
  }
}
