package io.forebay.http2;

import org.jspecify.annotations.Nullable;

/** What the peer has announced in SETTINGS (RFC 9113 section 6.5.2). Event loop only. */
final class PeerSettings {

  static final int HEADER_TABLE_SIZE = 1;
  static final int ENABLE_PUSH = 2;
  static final int MAX_CONCURRENT_STREAMS = 3;
  static final int INITIAL_WINDOW_SIZE = 4;
  static final int MAX_FRAME_SIZE = 5;
  static final int MAX_HEADER_LIST_SIZE = 6;
  static final int ENABLE_CONNECT_PROTOCOL = 8;
  static final int NO_RFC7540_PRIORITIES = 9;

  private static final int MAX_MAX_FRAME_SIZE = (1 << 24) - 1;
  private static final int BYTES = 6;

  private int headerTableSize = 4096;
  private int maxStreams = Integer.MAX_VALUE;
  private int initialWindow = Http2Settings.DEFAULT_WINDOW;
  private int maxFrameSize = FrameType.MAX_PAYLOAD_BYTES;
  private boolean connectProtocol;

  /** Takes over {@code length} bytes of settings. Returns why they are not valid, or null. */
  @Nullable ErrorCode apply(byte[] payload, int length) {
    ErrorCode error = null;
    for (int at = 0; at < length && error == null; at += BYTES) {
      int id = (payload[at] & 0xff) << 8 | (payload[at + 1] & 0xff);
      int value =
          (payload[at + 2] & 0xff) << 24
              | (payload[at + 3] & 0xff) << 16
              | (payload[at + 4] & 0xff) << 8
              | (payload[at + 5] & 0xff);
      error = apply(id, value);
    }
    return error;
  }

  /** A value above 2^31 - 1 is negative here. */
  private @Nullable ErrorCode apply(int id, int value) {
    int bounded = value < 0 ? Integer.MAX_VALUE : value;
    switch (id) {
      case HEADER_TABLE_SIZE -> headerTableSize = bounded;
      case MAX_CONCURRENT_STREAMS -> maxStreams = bounded;
      case INITIAL_WINDOW_SIZE -> {
        if (value < 0) {
          return ErrorCode.FLOW_CONTROL_ERROR;
        }
        initialWindow = value;
      }
      case MAX_FRAME_SIZE -> {
        if (value < FrameType.MAX_PAYLOAD_BYTES || value > MAX_MAX_FRAME_SIZE) {
          return ErrorCode.PROTOCOL_ERROR;
        }
        maxFrameSize = value;
      }
      case ENABLE_PUSH, ENABLE_CONNECT_PROTOCOL -> {
        if (value < 0 || value > 1) {
          return ErrorCode.PROTOCOL_ERROR;
        }
        connectProtocol |= id == ENABLE_CONNECT_PROTOCOL && value == 1;
      }
      default -> {
        // What is not known is ignored; lists of fields have a bound at our side already.
      }
    }
    return null;
  }

  /** How large a dynamic table the peer's decoder allows. */
  int headerTableSize() {
    return headerTableSize;
  }

  /** How many streams at a time we may open. */
  int maxStreams() {
    return maxStreams;
  }

  /** The window that each stream begins with. */
  int initialWindow() {
    return initialWindow;
  }

  int maxFrameSize() {
    return maxFrameSize;
  }

  /** Whether it takes extended CONNECT (RFC 8441). */
  boolean connectProtocol() {
    return connectProtocol;
  }
}
