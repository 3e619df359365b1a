package io.forebay.http1;

import io.forebay.http.Framing;
import io.forebay.http.HeadLimits;
import io.forebay.http.HeadPool;
import io.forebay.http.HttpHead;
import io.forebay.http.ProxyError;
import io.forebay.http.TrailerFields;
import io.forebay.util.Ascii;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Takes a body out of its framing (RFC 9112 sections 6 and 7). Chunk extensions are checked and
 * dropped. Event loop only.
 */
final class Http1BodyDecoder {

  private enum State {
    SIZE,
    SIZE_SPACE,
    EXTENSION,
    SIZE_LF,
    DATA,
    DATA_CR,
    DATA_LF,
    TRAILERS_START,
    END_LF,
    TRAILERS,
    UNFRAMED,
    DONE,
    FAILED
  }

  /** Leading zeros are legal (RFC 9112 section 7.1); without end they are an attack. */
  private static final int MAX_SIZE_DIGITS = 32;

  private static final long MAX_BEFORE_DIGIT = Long.MAX_VALUE >>> 7;
  private static final int MAX_EXTENSION_BYTES = 16 * 1024;

  private final Http1HeadParser trailerParser;
  private final HeadPool heads;
  private State state = State.DONE;
  private Framing framing = Framing.NONE;
  private long remaining;
  private long allowed;
  private int sizeDigits;
  private int extensionBytes;
  private @Nullable HttpHead trailers;
  private @Nullable ProxyError error;

  Http1BodyDecoder(HeadLimits limits, HeadPool heads) {
    this.trailerParser = new Http1HeadParser(limits);
    this.heads = heads;
  }

  /** Starts on the body that {@code framing} and {@code length} describe. */
  void begin(Framing framing, long length) {
    this.framing = framing;
    this.remaining = length;
    this.allowed = Long.MAX_VALUE;
    this.error = null;
    releaseTrailers();
    switch (framing) {
      case NONE -> state = State.DONE;
      case LENGTH -> state = State.DATA;
      case CHUNKED -> {
        state = State.SIZE;
        remaining = 0;
        sizeDigits = 0;
        extensionBytes = 0;
      }
      case UNTIL_CLOSE, TUNNEL -> state = State.UNFRAMED;
    }
  }

  /**
   * Bounds the body just begun, if it is chunked: the chunk that would lead above {@code bytes} is
   * refused by its size.
   */
  void limit(long bytes) {
    allowed = bytes;
  }

  /**
   * Whether nothing in {@code in} breaks the framing just begun, so that a message whose body is
   * faulty from the start can be refused before its head is passed on. Takes nothing.
   */
  boolean isSound(ByteBuf in) {
    if (framing != Framing.CHUNKED) {
      return true;
    }
    int start = in.readerIndex();
    while (in.isReadable() && state != State.DONE && state != State.FAILED) {
      switch (state) {
        case DATA -> in.skipBytes(take(in));
        case TRAILERS -> trailerSection(in);
        default -> framingByte(in);
      }
    }
    in.readerIndex(start);
    boolean sound = state != State.FAILED;
    begin(framing, -1);
    return sound;
  }

  boolean isDone() {
    return state == State.DONE;
  }

  /** Whether the peer's closing is the regular end of this body. */
  boolean isUntilClose() {
    return state == State.UNFRAMED;
  }

  /** Why decoding stopped, or null. */
  @Nullable ProxyError error() {
    return error;
  }

  /** The trailer section of a finished body, if it was not empty. */
  @Nullable HttpHead trailers() {
    return trailers != null && trailers.count() > 0 ? trailers : null;
  }

  /** Gives up the trailer section: nobody reads it any more. Idempotent. */
  void releaseTrailers() {
    HttpHead unused = trailers;
    if (unused != null) {
      trailers = null;
      heads.release(unused);
    }
  }

  /** Bytes of the body known to be still to come, for sizing the next read; 0 if unknown. */
  long expected() {
    return framing == Framing.LENGTH || state == State.DATA ? remaining : 0;
  }

  /**
   * The next piece of body in {@code in}: a retained slice that the caller owns, or {@code in}
   * itself when all that is left of it is body, which hands its ownership on; null when there is
   * none before the end of {@code in}, the end of the body or an error.
   */
  @Nullable ByteBuf next(ByteBuf in) {
    while (in.isReadable()) {
      switch (state) {
        case UNFRAMED -> {
          return in;
        }
        case DATA -> {
          return data(in);
        }
        case TRAILERS -> trailerSection(in);
        case DONE, FAILED -> {
          return null;
        }
        default -> framingByte(in);
      }
    }
    return null;
  }

  private ByteBuf data(ByteBuf in) {
    int length = take(in);
    return length == in.readableBytes() ? in : in.readRetainedSlice(length);
  }

  /** How much of {@code in} belongs to the chunk or body that is under way, now taken. */
  private int take(ByteBuf in) {
    int length = (int) Math.min(remaining, in.readableBytes());
    remaining -= length;
    if (remaining == 0) {
      state = framing == Framing.LENGTH ? State.DONE : State.DATA_CR;
    }
    return length;
  }

  private void framingByte(ByteBuf in) {
    byte b = in.readByte();
    switch (state) {
      case TRAILERS_START -> {
        if (b == '\r') {
          state = State.END_LF;
        } else {
          in.readerIndex(in.readerIndex() - 1);
          beginTrailers();
        }
      }
      case END_LF -> expect(b, '\n', State.DONE);
      case SIZE -> sizeByte(b);
      case SIZE_SPACE -> spaceByte(b);
      case EXTENSION -> extensionByte(b);
      case SIZE_LF -> {
        if (b != '\n') {
          fail();
        } else if (remaining > allowed) {
          fail(ProxyError.BODY_TOO_LARGE);
        } else if (remaining > 0) {
          allowed -= remaining;
          state = State.DATA;
        } else {
          state = State.TRAILERS_START;
        }
      }
      case DATA_CR -> expect(b, '\r', State.DATA_LF);
      case DATA_LF -> {
        expect(b, '\n', State.SIZE);
        sizeDigits = 0;
      }
      default -> throw new IllegalStateException(state.name());
    }
  }

  private void sizeByte(byte b) {
    int digit = Ascii.hexDigit(b);
    if (digit >= 0) {
      if (++sizeDigits > MAX_SIZE_DIGITS || remaining > MAX_BEFORE_DIGIT) {
        fail();
        return;
      }
      remaining = remaining << 4 | digit;
    } else if (sizeDigits > 0 && b == '\r') {
      state = State.SIZE_LF;
    } else if (sizeDigits > 0 && b == ';') {
      state = State.EXTENSION;
    } else if (sizeDigits > 0 && (b == ' ' || b == '\t')) {
      state = State.SIZE_SPACE;
    } else {
      fail();
    }
  }

  /** RFC 9112 section 7.1.1: bad white space may stand before a semicolon, and only there. */
  private void spaceByte(byte b) {
    if (b == ';') {
      state = State.EXTENSION;
    } else if ((b != ' ' && b != '\t') || ++extensionBytes > MAX_EXTENSION_BYTES) {
      fail();
    }
  }

  /** Extensions have no use here; their bytes are bounded over the whole body. */
  private void extensionByte(byte b) {
    if (b == '\r') {
      state = State.SIZE_LF;
    } else if ((b >= 0 && b < 0x20 && b != '\t') || b == 0x7f) {
      fail();
    } else if (++extensionBytes > MAX_EXTENSION_BYTES) {
      fail();
    }
  }

  private void expect(byte b, char wanted, State next) {
    if (b == wanted) {
      state = next;
    } else {
      fail();
    }
  }

  private void beginTrailers() {
    state = State.TRAILERS;
    trailers = heads.acquire();
    trailerParser.beginTrailers(trailers);
  }

  private void trailerSection(ByteBuf in) {
    switch (trailerParser.parse(in)) {
      case COMPLETE -> {
        if (trailers != null && !TrailerFields.areAllowed(trailers)) {
          fail();
        } else {
          state = State.DONE;
        }
      }
      case FAILED -> fail();
      case NEED_MORE -> {
        // All of `in` was taken.
      }
    }
  }

  private void fail() {
    fail(ProxyError.MALFORMED_REQUEST);
  }

  private void fail(ProxyError reason) {
    state = State.FAILED;
    error = reason;
  }
}
