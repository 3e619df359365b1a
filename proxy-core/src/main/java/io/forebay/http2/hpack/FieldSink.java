package io.forebay.http2.hpack;

import io.forebay.http.HeaderId;

/** Takes the fields of a header block, pseudo-headers among them, one after the other. */
@FunctionalInterface
public interface FieldSink {

  /**
   * One field. The arrays are the decoder's and valid during the call only. Nothing is checked:
   * name and value may hold any byte, and be empty.
   *
   * @param id of the name; {@link HeaderId#OTHER} for pseudo-headers
   */
  void field(
      byte[] name, int nameFrom, int nameTo, byte[] value, int valueFrom, int valueTo, HeaderId id);
}
