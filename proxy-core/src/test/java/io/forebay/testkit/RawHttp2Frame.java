package io.forebay.testkit;

import java.nio.ByteBuffer;

/** One HTTP/2 frame as it crossed (RFC 9113 §4.1). */
public record RawHttp2Frame(int type, int flags, int stream, byte[] payload) {
  public static final int DATA = 0;
  public static final int HEADERS = 1;
  public static final int PRIORITY = 2;
  public static final int RST_STREAM = 3;
  public static final int SETTINGS = 4;
  public static final int PUSH_PROMISE = 5;
  public static final int PING = 6;
  public static final int GOAWAY = 7;
  public static final int WINDOW_UPDATE = 8;
  public static final int CONTINUATION = 9;

  /** Of DATA and HEADERS. */
  public static final int END_STREAM = 1;

  /** Of SETTINGS and PING. */
  public static final int ACK = 1;

  /** Of HEADERS and CONTINUATION. */
  public static final int END_HEADERS = 4;

  public static final int PADDED = 8;

  static final int HEAD_BYTES = 9;

  /** The error code of a RST_STREAM or GOAWAY. */
  public int errorCode() {
    return switch (type) {
      case RST_STREAM -> ByteBuffer.wrap(payload).getInt();
      case GOAWAY -> ByteBuffer.wrap(payload).getInt(4);
      default -> throw new IllegalStateException("type: " + type + " (expected: 3 or 7)");
    };
  }

  /** The wire form. */
  public byte[] bytes() {
    return ByteBuffer.allocate(HEAD_BYTES + payload.length)
        .put((byte) (payload.length >> 16))
        .putShort((short) payload.length)
        .put((byte) type)
        .put((byte) flags)
        .putInt(stream)
        .put(payload)
        .array();
  }

  @Override
  public String toString() {
    return "type " + type + " flags " + flags + " stream " + stream + " length " + payload.length;
  }
}
