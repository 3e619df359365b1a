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
 * One call of gRPC with one message each way, or one request without a body, on a connection that
 * serves nothing else: sends it as soon as there is a connection, and tells what came of it, once.
 *
 * <p>An answer of gRPC is small: {@value #MAX_MESSAGE_BYTES} bytes of messages and no more fields
 * than a few KiB hold. Whoever made the connection closes it, and bounds the time. Event loop only.
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
    byte[] message = request.message();
    head(out, message == null);
    if (message != null) {
      frame(out, FrameType.DATA, FrameType.FLAG_END_STREAM, STREAM, framed(message));
    }
    ctx.writeAndFlush(out, ctx.voidPromise());
  }

  private void head(ByteBuf out, boolean end) {
    HpackEncoder encoder = new HpackEncoder();
    encoder.begin();
    byte[] method = Ascii.bytes(request.method());
    encoder.method(method, 0, method.length);
    encoder.scheme(request.secure());
    byte[] path = Ascii.bytes(request.path());
    encoder.path(path, 0, path.length);
    byte[] authority = Ascii.bytes(request.authority());
    encoder.authority(authority, 0, authority.length);
    request.fields().forEach((name, value) -> field(encoder, name, value));
    int start = out.writerIndex();
    int flags = FrameType.FLAG_END_HEADERS | (end ? FrameType.FLAG_END_STREAM : 0);
    header(out, FrameType.HEADERS, flags, STREAM, 0);
    encoder.finish(out);
    out.setMedium(start, out.writerIndex() - start - FrameType.HEADER_BYTES);
  }

  private static void field(HpackEncoder encoder, String name, String value) {
    byte[] line = Ascii.bytes(name + value);
    encoder.field(line, 0, name.length(), name.length(), line.length);
  }

  /** Not compressed, behind its length. */
  private static byte[] framed(byte[] message) {
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

  private boolean mustBeSmall() {
    return request.enough() == UnaryRequest.WHOLE;
  }

  /** How many bytes of the body are still of interest. */
  private int room() {
    return mustBeSmall() ? Integer.MAX_VALUE : request.enough() - body.size();
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
      if (stream != STREAM || mustBeSmall() && body.size() + content > MAX_MESSAGE_BYTES) {
        fail(INVALID);
      }
    }

    @Override
    public void onDataPart(ByteBuf part, boolean last) {
      try {
        byte[] bytes = new byte[Math.min(part.readableBytes(), room())];
        part.readBytes(bytes);
        body.writeBytes(bytes);
      } finally {
        part.release();
      }
      if (last && endOfData || room() == 0) {
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
      } else if (end || room() == 0 && answer.isFinal()) {
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
