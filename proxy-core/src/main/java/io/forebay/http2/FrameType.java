package io.forebay.http2;

/** Types and flags of frames, and the sizes that all of them share (RFC 9113 sections 4 and 6). */
final class FrameType {

  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int PRIORITY = 2;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PUSH_PROMISE = 5;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;

  static final int FLAG_ACK = 1;
  static final int FLAG_END_STREAM = 1;
  static final int FLAG_END_HEADERS = 4;
  static final int FLAG_PADDED = 8;
  static final int FLAG_PRIORITY = 0x20;

  /** Bytes before the payload of each frame. */
  static final int HEADER_BYTES = 9;

  /** The largest payload that we take, and the least that a peer must take. */
  static final int MAX_PAYLOAD_BYTES = 16 * 1024;

  private FrameType() {}
}
