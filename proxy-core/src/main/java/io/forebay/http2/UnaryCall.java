package io.forebay.http2;

import io.forebay.http.HeaderId;
import io.forebay.http2.hpack.HpackDecoder;
import io.forebay.http2.hpack.HpackEncoder;
import io.forebay.util.Ascii;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One call of gRPC with one message each way, on a connection that serves nothing else: sends the
 * call as soon as there is a connection, and tells what came of it, once.
 *
 * <p>An answer is small: {@value #MAX_MESSAGE_BYTES} bytes of messages and no more fields than a
 * few KiB hold. Whoever made the connection closes it, and bounds the time. Event loop only.
 */
public final class UnaryCall extends ChannelInboundHandlerAdapter {

  /** What is told of a call. */
  public interface Listener {

    /** The answer is whole. */
    void onAnswer(UnaryAnswer answer);

    /**
     * There will be none.
     *
     * @param reason such as {@code invalid answer}
     */
    void onFailure(String reason);
  }

  /** Of all messages of the answer and what frames them. */
  public static final int MAX_MESSAGE_BYTES = 1024;

  private static final int MAX_BLOCK_BYTES = 8 * 1024;
  private static final int TABLE_BYTES = 4096;
  private static final int STREAM = 1;
  private static final int MESSAGE_PREFIX_BYTES = 5;
  private static final byte[] PREFACE = Ascii.bytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
  private static final byte[] POST = Ascii.bytes("POST");

  /** SETTINGS_ENABLE_PUSH = 0. */
  private static final byte[] SETTINGS = {0, 2, 0, 0, 0, 0};

  private static final byte[] NOTHING = {};
  private static final String INVALID = "invalid answer";

  private final UnaryRequest request;
  private final Listener listener;
  private final FrameReader frames = new FrameReader(new Frames(), MAX_BLOCK_BYTES);
  private final HpackDecoder decoder = new HpackDecoder(TABLE_BYTES);
  private final UnaryAnswer.Builder answer = new UnaryAnswer.Builder();
  private final ByteArrayOutputStream body = new ByteArrayOutputStream(0);
  private @Nullable ChannelHandlerContext connection;
  private boolean endOfData;
  private boolean told;

  /** A call of {@code request}. */
  public UnaryCall(UnaryRequest request, Listener listener) {
    this.request = request;
    this.listener = listener;
  }

  // ---- the call ----

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    connection = ctx;
    ByteBuf out = ctx.alloc().buffer();
    out.writeBytes(PREFACE);
    frame(out, FrameType.SETTINGS, 0, 0, SETTINGS);
    head(out);
    frame(out, FrameType.DATA, FrameType.FLAG_END_STREAM, STREAM, message());
    ctx.writeAndFlush(out, ctx.voidPromise());
  }

  private void head(ByteBuf out) {
    HpackEncoder encoder = new HpackEncoder();
    encoder.begin();
    encoder.method(POST, 0, POST.length);
    encoder.scheme(request.secure());
    byte[] path = Ascii.bytes(request.path());
    encoder.path(path, 0, path.length);
    byte[] authority = Ascii.bytes(request.authority());
    encoder.authority(authority, 0, authority.length);
    request.fields().forEach((name, value) -> field(encoder, name, value));
    int start = out.writerIndex();
    header(out, FrameType.HEADERS, FrameType.FLAG_END_HEADERS, STREAM, 0);
    encoder.finish(out);
    out.setMedium(start, out.writerIndex() - start - FrameType.HEADER_BYTES);
  }

  private static void field(HpackEncoder encoder, String name, String value) {
    byte[] line = Ascii.bytes(name + value);
    encoder.field(line, 0, name.length(), name.length(), line.length);
  }

  /** Not compressed, behind its length. */
  private byte[] message() {
    byte[] message = request.message();
    byte[] framed = new byte[MESSAGE_PREFIX_BYTES + message.length];
    framed[3] = (byte) (message.length >> 8);
    framed[4] = (byte) message.length;
    System.arraycopy(message, 0, framed, MESSAGE_PREFIX_BYTES, message.length);
    return framed;
  }

  private static void frame(ByteBuf out, int type, int flags, int stream, byte[] payload) {
    header(out, type, flags, stream, payload.length);
    out.writeBytes(payload);
  }

  private static void header(ByteBuf out, int type, int flags, int stream, int length) {
    out.writeMedium(length).writeByte(type).writeByte(flags).writeInt(stream);
  }

  private void send(int type, int flags, byte[] payload) {
    ChannelHandlerContext ctx = connection;
    if (ctx != null) {
      ByteBuf out = ctx.alloc().buffer(FrameType.HEADER_BYTES + payload.length);
      frame(out, type, flags, 0, payload);
      ctx.writeAndFlush(out, ctx.voidPromise());
    }
  }

  // ---- the answer ----

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      if (message instanceof ByteBuf bytes) {
        frames.read(bytes);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    fail("connection closed without an answer");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    fail(cause instanceof IOException ? "connection broken without an answer" : INVALID);
  }

  private void fail(String reason) {
    if (!told) {
      told = true;
      frames.stop();
      listener.onFailure(reason);
    }
  }

  private void complete() {
    if (!told) {
      told = true;
      frames.stop();
      listener.onAnswer(answer.build(body.toByteArray()));
    }
  }

  private final class Frames implements FrameListener {

    @Override
    public void onData(int stream, int length, int content, boolean end) {
      endOfData = end;
      if (stream != STREAM || body.size() + content > MAX_MESSAGE_BYTES) {
        fail(INVALID);
      }
    }

    @Override
    public void onDataPart(ByteBuf part, boolean last) {
      try {
        byte[] bytes = new byte[part.readableBytes()];
        part.readBytes(bytes);
        body.writeBytes(bytes);
      } finally {
        part.release();
      }
      if (last && endOfData) {
        complete();
      }
    }

    @Override
    public void onHeaders(int stream) {
      if (stream != STREAM) {
        fail(INVALID);
      }
    }

    @Override
    public void onContinuation(int length) {}

    @Override
    public void onHeaderBlock(int stream, byte[] block, int length, boolean end) {
      answer.beginHead();
      if (!decoder.decode(block, 0, length, this::onField)) {
        fail(INVALID);
      } else if (end) {
        complete();
      }
    }

    private void onField(
        byte[] name,
        int nameFrom,
        int nameTo,
        byte[] value,
        int valueFrom,
        int valueTo,
        HeaderId id) {
      answer.field(Ascii.text(name, nameFrom, nameTo), Ascii.text(value, valueFrom, valueTo));
    }

    @Override
    public void onPriority(int stream) {}

    @Override
    public void onReset(int stream, ErrorCode code) {
      fail("the server reset the check: " + code);
    }

    @Override
    public void onSettings(byte[] payload, int length) {
      send(FrameType.SETTINGS, FrameType.FLAG_ACK, NOTHING);
    }

    @Override
    public void onSettingsAck() {}

    @Override
    public void onPing(long data, boolean ack) {
      if (!ack) {
        byte[] payload = new byte[Long.BYTES];
        for (int i = 0; i < payload.length; i++) {
          payload[i] = (byte) (data >>> 8 * (payload.length - 1 - i));
        }
        send(FrameType.PING, FrameType.FLAG_ACK, payload);
      }
    }

    @Override
    public void onGoAway(int lastStream, ErrorCode code) {
      if (lastStream < STREAM) {
        fail("the server went away: " + code);
      }
    }

    @Override
    public void onWindowUpdate(int stream, int increment) {}

    @Override
    public void onUnknown() {}

    @Override
    public void onBadFrame(ErrorCode code, String reason) {
      fail(INVALID);
    }
  }
}
