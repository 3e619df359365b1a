package io.forebay.http2;

import io.forebay.http.HttpHead;
import io.netty.buffer.ByteBuf;

/** One of the ways to write a head as a header block. */
interface HeadEncoding {

  /** Appends the whole block of {@code head} to {@code out}, which grows where it must. */
  void encode(HttpHead head, ByteBuf out);
}
