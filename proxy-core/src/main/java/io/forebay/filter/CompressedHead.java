package io.forebay.filter;

import io.forebay.config.CompressionAlgorithm;
import io.forebay.http.Framing;
import io.forebay.http.HeaderId;
import io.forebay.http.HttpHead;
import io.forebay.util.Ascii;

/** What compressing changes in the heads of answers. */
final class CompressedHead {

  private static final byte[] CONTENT_ENCODING = Ascii.bytes("Content-Encoding");
  private static final byte[] VARY = Ascii.bytes("Vary");
  private static final byte[] VARY_LOWER = Ascii.bytes("vary");
  private static final byte[] ACCEPT_ENCODING = Ascii.bytes("Accept-Encoding");
  private static final byte[] ACCEPT_ENCODING_LOWER = Ascii.bytes("accept-encoding");
  private static final byte[] ANYTHING = Ascii.bytes("*");
  private static final byte[] ETAG = Ascii.bytes("ETag");
  private static final byte[] ETAG_LOWER = Ascii.bytes("etag");
  private static final byte[] IF_NONE_MATCH = Ascii.bytes("if-none-match");

  /** They tell of the bytes that the server has sent. */
  private static final byte[][] OF_THE_BYTES = {
    Ascii.bytes("accept-ranges"),
    Ascii.bytes("content-md5"),
    Ascii.bytes("digest"),
    Ascii.bytes("content-digest"),
    Ascii.bytes("repr-digest")
  };

  private CompressedHead() {}

  /** Makes {@code head} that of a body compressed by {@code algorithm}. */
  static void edit(HttpHead head, CompressionAlgorithm algorithm) {
    head.removeAll(HeaderId.CONTENT_LENGTH.bit());
    for (byte[] name : OF_THE_BYTES) {
      head.removeAll(name);
    }
    byte[] coding = Ascii.bytes(algorithm.toString());
    head.add(HeaderId.OTHER, CONTENT_ENCODING, coding, 0, coding.length);
    weaken(head);
    if (head.framing() != Framing.NONE) {
      head.framing(Framing.CHUNKED, -1);
    }
  }

  /** The same words, but other bytes than those the server has tagged (RFC 9110 section 8.8.1). */
  private static void weaken(HttpHead head) {
    int line = head.indexOf(ETAG_LOWER);
    if (line < 0) {
      return;
    }
    String tag = head.valueText(line);
    if (tag.startsWith("W/")) {
      return;
    }
    head.remove(line);
    if (tag.startsWith("\"")) {
      byte[] weak = Ascii.bytes("W/" + tag);
      head.add(HeaderId.OTHER, ETAG, weak, 0, weak.length);
    }
  }

  /**
   * An answer that confirms what the client has must name it: by the weak tag, if that is what the
   * client was given with a compressed body.
   */
  static void confirm(HttpHead request, HttpHead response, boolean vary) {
    int line = response.indexOf(ETAG_LOWER);
    String tag = line < 0 ? "" : response.valueText(line);
    if (!tag.startsWith("\"")) {
      return;
    }
    for (int i = 0; i < request.count(); i++) {
      if (request.isNamed(i, IF_NONE_MATCH) && request.valueText(i).contains("W/" + tag)) {
        weaken(response);
        if (vary) {
          vary(response);
        }
        return;
      }
    }
  }

  /** Tells caches that another client may be given other bytes. */
  static void vary(HttpHead head) {
    int last = -1;
    for (int line = 0; line < head.count(); line++) {
      if (head.isRemoved(line) || !head.isNamed(line, VARY_LOWER)) {
        continue;
      }
      if (ListedWords.contain(head, line, ANYTHING)
          || ListedWords.contain(head, line, ACCEPT_ENCODING_LOWER)) {
        return;
      }
      last = line;
    }
    byte[] value = ACCEPT_ENCODING;
    if (last >= 0 && head.valueStart(last) < head.valueEnd(last)) {
      value = Ascii.bytes(head.valueText(last) + ", Accept-Encoding");
    }
    if (last >= 0) {
      head.remove(last);
    }
    head.add(HeaderId.OTHER, VARY, value, 0, value.length);
  }
}
