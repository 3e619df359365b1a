package io.forebay.http2;

import io.netty.buffer.ByteBuf;

/**
 * Is told of frames that are sound by themselves: of a length that fits their type, on a stream
 * where their type wants one, and not inside a header block. Whether the stream may have them is
 * for the listener to say. Event loop only.
 */
interface FrameListener {

  /**
   * A DATA frame begins; its content follows as one or more parts.
   *
   * @param length what it costs of the windows: content and padding
   * @param content bytes of content
   */
  void onData(int stream, int length, int content, boolean end);

  /**
   * A part of the content of that frame. Takes ownership of {@code part}.
   *
   * @param last whether the content ends with it; it is empty where there is none
   */
  void onDataPart(ByteBuf part, boolean last);

  /** A HEADERS frame begins. */
  void onHeaders(int stream);

  /** A CONTINUATION frame of {@code length} bytes begins. */
  void onContinuation(int length);

  /**
   * A header block is complete. The bytes are valid during the call.
   *
   * @param end whether the stream ends with it
   */
  void onHeaderBlock(int stream, byte[] block, int length, boolean end);

  void onPriority(int stream);

  void onReset(int stream, ErrorCode code);

  /** Settings of the peer, six bytes each. The bytes are valid during the call. */
  void onSettings(byte[] payload, int length);

  void onSettingsAck();

  void onPing(long data, boolean ack);

  void onGoAway(int lastStream, ErrorCode code);

  /**
   * A window grows.
   *
   * @param stream 0 for that of the connection
   * @param increment 0 to 2^31 - 1
   */
  void onWindowUpdate(int stream, int increment);

  /** A frame of a type that is not known, which is ignored. */
  void onUnknown();

  /** A frame that ends the connection; no other follows. */
  void onBadFrame(ErrorCode code, String reason);
}
