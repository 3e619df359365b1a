package io.forebay.http2;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;

/**
 * Finds the frames in what a connection reads (RFC 9113 section 4).
 *
 * <p>Content of DATA is handed on as it comes, in slices of what was read. Header blocks are
 * gathered in one array, everything else in a few bytes. Event loop only.
 */
final class FrameReader {

  /*
   *   HEADER --nine bytes--> PREFIX --pad length, priority, or a short payload--> CONTENT --> PADDING
   *      ^                                                                                       |
   *      +---------------------------------------------------------------------------------------+
   *
   * CONTENT is what DATA, HEADERS and CONTINUATION carry; of other frames nothing is left then but
   * what nobody wants to know, which is skipped as PADDING.
   */
  private enum State {
    HEADER,
    PREFIX,
    CONTENT,
    PADDING,
    STOPPED
  }

  /** More settings than there are names for, many times over. */
  private static final int MAX_SETTINGS_BYTES = 6 * 64;

  private static final int PRIORITY_BYTES = 5;
  private static final int FIRST_BLOCK_BYTES = 1024;
  private static final int KEPT_BLOCK_BYTES = 4 * 1024;
  private static final byte[] NOTHING = {};

  private final FrameListener listener;
  private final int maxBlockBytes;
  private byte[] prefix = new byte[FrameType.HEADER_BYTES];
  private byte[] block = NOTHING;
  private State state = State.HEADER;
  private boolean first = true;
  private int prefixLength;
  private int prefixWanted = FrameType.HEADER_BYTES;
  private int type;
  private int flags;
  private int stream;
  private int length;
  private int content;
  private int padding;
  private int blockLength;
  private int blockStream;
  private boolean blockEndsStream;

  /**
   * A reader that tells {@code listener}.
   *
   * @param maxBlockBytes of a header block as it is sent; a longer one ends the connection
   */
  FrameReader(FrameListener listener, int maxBlockBytes) {
    this.listener = listener;
    this.maxBlockBytes = maxBlockBytes;
  }

  /** Whether a header block has begun and not ended. */
  boolean isInBlock() {
    return blockStream != 0;
  }

  /** Reads no more; what is still in the buffer at hand is dropped. */
  void stop() {
    state = State.STOPPED;
    block = NOTHING;
  }

  /** Reads all of {@code in}, which stays the caller's. */
  void read(ByteBuf in) {
    while (in.isReadable()) {
      switch (state) {
        case HEADER -> header(in);
        case PREFIX -> prefix(in);
        case CONTENT -> content(in);
        case PADDING -> padding(in);
        case STOPPED -> in.skipBytes(in.readableBytes());
      }
    }
  }

  // ---- the nine bytes before each payload ----

  private void header(ByteBuf in) {
    if (!collect(in)) {
      return;
    }
    length = (prefix[0] & 0xff) << 16 | (prefix[1] & 0xff) << 8 | (prefix[2] & 0xff);
    type = prefix[3] & 0xff;
    flags = prefix[4] & 0xff;
    stream = number(5) & Integer.MAX_VALUE;
    if (length > FrameType.MAX_PAYLOAD_BYTES) {
      bad(ErrorCode.FRAME_SIZE_ERROR, "a frame of " + length + " bytes");
    } else if (first && (type != FrameType.SETTINGS || has(FrameType.FLAG_ACK))) {
      bad(ErrorCode.PROTOCOL_ERROR, "a frame before the peer's settings");
    } else if (isInBlock() != (type == FrameType.CONTINUATION)
        || (isInBlock() && stream != blockStream)) {
      bad(ErrorCode.PROTOCOL_ERROR, "a header block that is interrupted, or was not begun");
    } else {
      first = false;
      begin();
    }
  }

  private boolean has(int flag) {
    return (flags & flag) != 0;
  }

  private void begin() {
    switch (type) {
      case FrameType.DATA -> begin(true, has(FrameType.FLAG_PADDED) ? 1 : 0, length);
      case FrameType.HEADERS -> {
        int pad = has(FrameType.FLAG_PADDED) ? 1 : 0;
        begin(true, pad + (has(FrameType.FLAG_PRIORITY) ? PRIORITY_BYTES : 0), length);
      }
      case FrameType.CONTINUATION -> begin(true, 0, length);
      case FrameType.PRIORITY -> begin(true, PRIORITY_BYTES, PRIORITY_BYTES);
      case FrameType.RST_STREAM -> begin(true, 4, 4);
      case FrameType.SETTINGS -> beginSettings();
      case FrameType.PING -> begin(false, 8, 8);
      case FrameType.GOAWAY -> begin(false, 8, length);
      case FrameType.WINDOW_UPDATE -> {
        if (length == 4) {
          await(4);
        } else {
          badLength();
        }
      }
      case FrameType.PUSH_PROMISE ->
          bad(ErrorCode.PROTOCOL_ERROR, "PUSH_PROMISE, which we do not take");
      default -> {
        listener.onUnknown();
        skip(length);
      }
    }
  }

  /**
   * Begins a frame of which {@code wanted} bytes are read before anything else.
   *
   * @param exact the length that it must have; any length is that of the frame itself
   */
  private void begin(boolean onStream, int wanted, int exact) {
    if (length != exact || length < wanted) {
      badLength();
    } else if (onStream != stream > 0) {
      bad(ErrorCode.PROTOCOL_ERROR, "a frame of type " + type + " on stream " + stream);
    } else {
      await(wanted);
    }
  }

  private void beginSettings() {
    boolean ack = has(FrameType.FLAG_ACK);
    if (ack ? length > 0 : length % 6 != 0) {
      badLength();
    } else if (length > MAX_SETTINGS_BYTES) {
      bad(ErrorCode.ENHANCE_YOUR_CALM, "SETTINGS of " + length + " bytes");
    } else {
      begin(false, length, length);
    }
  }

  private void badLength() {
    bad(ErrorCode.FRAME_SIZE_ERROR, "a frame of type " + type + " with " + length + " bytes");
  }

  private void bad(ErrorCode code, String reason) {
    stop();
    listener.onBadFrame(code, reason);
  }

  // ---- what is read whole ----

  private void await(int bytes) {
    state = State.PREFIX;
    prefixWanted = bytes;
    if (prefix.length < bytes) {
      prefix = new byte[bytes];
    }
    if (bytes == 0) {
      onPrefix();
    }
  }

  /** Returns whether all that is wanted has come. */
  private boolean collect(ByteBuf in) {
    int more = Math.min(in.readableBytes(), prefixWanted - prefixLength);
    in.readBytes(prefix, prefixLength, more);
    prefixLength += more;
    if (prefixLength < prefixWanted) {
      return false;
    }
    prefixLength = 0;
    return true;
  }

  private void prefix(ByteBuf in) {
    if (collect(in)) {
      onPrefix();
    }
  }

  private int number(int at) {
    return (prefix[at] & 0xff) << 24
        | (prefix[at + 1] & 0xff) << 16
        | (prefix[at + 2] & 0xff) << 8
        | (prefix[at + 3] & 0xff);
  }

  private void onPrefix() {
    switch (type) {
      case FrameType.DATA -> onData();
      case FrameType.HEADERS -> onHeaders();
      case FrameType.CONTINUATION -> {
        listener.onContinuation(length);
        beginContent(length);
      }
      default -> {
        skip(length - prefixWanted);
        onShort();
      }
    }
  }

  private void onShort() {
    switch (type) {
      case FrameType.PRIORITY -> {
        if (isSelfDependent(0)) {
          bad(ErrorCode.PROTOCOL_ERROR, "a stream that depends on itself");
        } else {
          listener.onPriority(stream);
        }
      }
      case FrameType.RST_STREAM -> listener.onReset(stream, ErrorCode.of(number(0)));
      case FrameType.SETTINGS -> {
        if (has(FrameType.FLAG_ACK)) {
          listener.onSettingsAck();
        } else {
          listener.onSettings(prefix, length);
        }
      }
      case FrameType.PING ->
          listener.onPing(
              (long) number(0) << 32 | number(4) & 0xffff_ffffL, has(FrameType.FLAG_ACK));
      case FrameType.GOAWAY ->
          listener.onGoAway(number(0) & Integer.MAX_VALUE, ErrorCode.of(number(4)));
      default -> listener.onWindowUpdate(stream, number(0) & Integer.MAX_VALUE);
    }
  }

  private boolean isSelfDependent(int at) {
    return (number(at) & Integer.MAX_VALUE) == stream;
  }

  // ---- content ----

  /** Pad length, if any, is the first byte of the prefix. */
  private boolean pad() {
    padding = has(FrameType.FLAG_PADDED) ? prefix[0] & 0xff : 0;
    if (padding > length - prefixWanted) {
      bad(ErrorCode.PROTOCOL_ERROR, padding + " bytes of padding in a frame of " + length);
      return false;
    }
    return true;
  }

  private void onData() {
    if (pad()) {
      boolean end = has(FrameType.FLAG_END_STREAM);
      listener.onData(stream, length, length - prefixWanted - padding, end);
      beginContent(length - prefixWanted - padding);
    }
  }

  private void onHeaders() {
    boolean priority = has(FrameType.FLAG_PRIORITY);
    if (priority && isSelfDependent(has(FrameType.FLAG_PADDED) ? 1 : 0)) {
      bad(ErrorCode.PROTOCOL_ERROR, "a stream that depends on itself");
    } else if (pad()) {
      blockStream = stream;
      blockEndsStream = has(FrameType.FLAG_END_STREAM);
      blockLength = 0;
      listener.onHeaders(stream);
      beginContent(length - prefixWanted - padding);
    }
  }

  private void beginContent(int bytes) {
    if (state == State.STOPPED) {
      return;
    }
    state = State.CONTENT;
    content = bytes;
    if (type != FrameType.DATA && !makeRoom(bytes)) {
      bad(ErrorCode.ENHANCE_YOUR_CALM, "a header block above " + maxBlockBytes + " bytes");
    } else if (bytes == 0) {
      if (type == FrameType.DATA) {
        listener.onDataPart(Unpooled.EMPTY_BUFFER, true);
      }
      endContent();
    }
  }

  private boolean makeRoom(int bytes) {
    int wanted = blockLength + bytes;
    if (wanted > maxBlockBytes) {
      return false;
    }
    if (block.length < wanted) {
      int grown = Math.max(Math.max(wanted, block.length * 2), FIRST_BLOCK_BYTES);
      block = Arrays.copyOf(block, grown);
    }
    return true;
  }

  private void content(ByteBuf in) {
    int part = Math.min(content, in.readableBytes());
    content -= part;
    if (type == FrameType.DATA) {
      listener.onDataPart(in.readRetainedSlice(part), content == 0);
    } else {
      in.readBytes(block, blockLength, part);
      blockLength += part;
    }
    if (content == 0) {
      endContent();
    }
  }

  private void endContent() {
    if (state == State.STOPPED) {
      return;
    }
    skip(padding);
    if (type != FrameType.DATA && has(FrameType.FLAG_END_HEADERS)) {
      int of = blockStream;
      blockStream = 0;
      listener.onHeaderBlock(of, block, blockLength, blockEndsStream);
      if (block.length > KEPT_BLOCK_BYTES) {
        block = NOTHING;
      }
    }
  }

  // ---- what nobody wants ----

  private void skip(int bytes) {
    padding = bytes;
    if (state == State.STOPPED) {
      return;
    }
    if (bytes == 0) {
      awaitHeader();
    } else {
      state = State.PADDING;
    }
  }

  private void awaitHeader() {
    state = State.HEADER;
    prefixWanted = FrameType.HEADER_BYTES;
  }

  private void padding(ByteBuf in) {
    int skipped = Math.min(padding, in.readableBytes());
    in.skipBytes(skipped);
    padding -= skipped;
    if (padding == 0) {
      awaitHeader();
    }
  }
}
