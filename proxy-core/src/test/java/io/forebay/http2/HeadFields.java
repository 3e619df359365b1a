package io.forebay.http2;

import io.forebay.http.HeadLimits;
import io.forebay.http.HeaderId;
import io.forebay.http.HttpHead;
import io.forebay.http.HttpMethod;
import io.forebay.http.ProxyError;
import io.forebay.util.Ascii;
import java.util.ArrayList;
import java.util.List;

/** Heads from fields, given as names and values in turn. */
public final class HeadFields {

  private HeadFields() {}

  /** A reader with the usual limits. */
  public static Http2HeadReader reader() {
    return new Http2HeadReader(HeadLimits.DEFAULT);
  }

  /** Reads a request into {@code head}. Returns why it is refused, or null. */
  public static ProxyError request(HttpHead head, boolean end, String... fields) {
    Http2HeadReader reader = reader();
    head.reset();
    reader.beginRequest(head, end);
    feed(reader, fields);
    return reader.finish();
  }

  /** Reads an answer to {@code method} into {@code head}. */
  static ProxyError response(HttpHead head, HttpMethod method, boolean end, String... fields) {
    Http2HeadReader reader = reader();
    head.reset();
    reader.beginResponse(head, method, end);
    feed(reader, fields);
    return reader.finish();
  }

  /** Reads a trailer section into {@code head}. */
  static ProxyError trailers(HttpHead head, String... fields) {
    Http2HeadReader reader = reader();
    head.reset();
    reader.beginTrailers(head);
    feed(reader, fields);
    return reader.finish();
  }

  /** Passes each field on, in the middle of other bytes, which must not matter. */
  static void feed(Http2HeadReader reader, String... fields) {
    for (int i = 0; i < fields.length; i += 2) {
      byte[] name = Ascii.bytes("a:" + fields[i] + ": ");
      byte[] value = Ascii.bytes("\r" + fields[i + 1] + "\n ");
      int nameTo = name.length - 2;
      int valueTo = value.length - 2;
      reader.field(name, 2, nameTo, value, 1, valueTo, HeaderId.of(name, 2, nameTo));
    }
  }

  /** The lines that were not removed, as {@code name: value}. */
  public static List<String> live(HttpHead head) {
    var lines = new ArrayList<String>();
    for (int line = 0; line < head.count(); line++) {
      if (!head.isRemoved(line)) {
        lines.add(head.nameText(line) + ": " + head.valueText(line));
      }
    }
    return lines;
  }
}
