package io.forebay.admin;

import io.forebay.admin.resource.AdminResponse;
import io.forebay.admin.resource.EventStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DateFormatter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.util.Date;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client of an admin listener: takes one request after the other and answers it. Event loop
 * only.
 *
 * <p>While an answer is being made nothing is read, and a flow control handler before this one
 * keeps what was decoded already.
 */
final class AdminConnection extends ChannelInboundHandlerAdapter {

  private static final Logger LOG = LoggerFactory.getLogger(AdminConnection.class);
  private static final int LINGER_MILLIS = 1000;

  /** Whose answers end with their head. */
  private static final Set<Integer> WITHOUT_BODY = Set.of(204, 304);

  /** Event of the pipeline: take no further request. */
  static final Object STOP = new Object();

  /** Event of the pipeline: end a stream of events, whose reader may no longer be let in. */
  static final Object END_STREAM = new Object();

  private enum State {
    /** Between requests. */
    IDLE,
    /** The head is here, the end of the body is not. */
    BODY,
    /** Waiting for the answer to be made and written. */
    ANSWERING,
    /** The last answer is written or about to be; whatever comes is dropped. */
    LAST
  }

  private final AdminListener listener;
  private State state = State.IDLE;
  private @Nullable HttpRequest request;
  private ByteArrayOutputStream body = new ByteArrayOutputStream(0);
  private int maxBody;
  private String path = "";
  private boolean stopping;
  private @Nullable AdminSink streaming;

  AdminConnection(AdminListener listener) {
    this.listener = listener;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      if (state == State.LAST) {
        return;
      }
      if (message instanceof HttpRequest head) {
        onHead(context, head);
      }
      if (state == State.BODY && message instanceof HttpContent content) {
        onContent(context, content);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void onHead(ChannelHandlerContext context, HttpRequest head) {
    request = head;
    path = path(head);
    maxBody = listener.maxBody(path);
    Throwable failure = head.decoderResult().cause();
    HttpVersion version = head.protocolVersion();
    if (!listener.allows(context.channel())) {
      refuse(context, 403, "not for this address");
    } else if (failure instanceof TooLongHttpLineException) {
      refuse(context, 414, "the request line is too long");
    } else if (failure instanceof TooLongHttpHeaderException) {
      refuse(context, 431, "the header section is too large");
    } else if (failure != null) {
      refuse(context, 400, "the request is not valid HTTP");
    } else if (!version.protocolName().equals("HTTP") || version.majorVersion() != 1) {
      refuse(context, 505, "only HTTP/1.1 here");
    } else if (HttpUtil.getContentLength(head, 0L) > maxBody) {
      refuse(context, 413, "the body is too large (expected: at most " + maxBody + " bytes)");
    } else if (head.headers().contains(HttpHeaderNames.EXPECT)
        && maxBody > Endpoint.NO_BODY_BYTES) {
      refuse(context, 417, "Expect (expected: no such field)");
    } else if (head.headers().contains(HttpHeaderNames.EXPECT)) {
      // The body may never come, so the answer cannot wait for it, nor the connection live on.
      stopping = true;
      answer(context, head);
    } else if (hasBody(head) && listener.refusesUnasked(context.channel(), head, path)) {
      // Nobody is to fill our memory before it is known who it is.
      stopping = true;
      answer(context, head);
    } else {
      state = State.BODY;
    }
  }

  private void onContent(ChannelHandlerContext context, HttpContent content) {
    ByteBuf part = content.content();
    int bytes = part.readableBytes();
    HttpRequest head = request;
    if (content.decoderResult().isFailure()) {
      refuse(context, 400, "the request's body is not valid HTTP");
    } else if (body.size() + bytes > maxBody) {
      refuse(context, 413, "the body is too large (expected: at most " + maxBody + " bytes)");
    } else if (!listener.takeBody(bytes)) {
      refuse(context, 503, "too many bodies are on their way");
    } else {
      body.writeBytes(ByteBufUtil.getBytes(part));
      if (content instanceof LastHttpContent && head != null) {
        answer(context, head);
      }
    }
  }

  private static boolean hasBody(HttpRequest head) {
    return HttpUtil.getContentLength(head, 0L) > 0 || HttpUtil.isTransferEncodingChunked(head);
  }

  private void dropBody() {
    listener.giveBodyBack(body.size());
    body = new ByteArrayOutputStream(0);
  }

  private static String path(HttpRequest head) {
    RequestTarget target = RequestTarget.of(head);
    return target == null ? "" : target.path();
  }

  private void refuse(ChannelHandlerContext context, int status, String reason) {
    stopping = true;
    state = State.ANSWERING;
    write(context, listener.refusal(path, status, reason));
  }

  private void answer(ChannelHandlerContext context, HttpRequest head) {
    state = State.ANSWERING;
    listener.waiting().remove(context.channel());
    CompletableFuture<AdminResponse> answer =
        listener.answer(context.channel(), head, body.toByteArray());
    if (answer.isDone()) {
      answer.whenComplete((response, failure) -> answered(context, response, failure));
      return;
    }
    context.channel().config().setAutoRead(false);
    // Always as a task of its own: the next request may be waiting, and one must not nest in
    // another.
    answer.whenComplete(
        (response, failure) ->
            context.executor().execute(() -> answered(context, response, failure)));
  }

  private void answered(
      ChannelHandlerContext context,
      @Nullable AdminResponse response,
      @Nullable Throwable failure) {
    if (response == null) {
      LOG.warn("admin: no answer to {}", request == null ? "" : request.uri(), failure);
      response = listener.refusal(path, 500, "this failed; see the log");
    }
    write(context, response);
  }

  private void write(ChannelHandlerContext context, AdminResponse response) {
    dropBody();
    HttpRequest head = request;
    EventStream stream = response.stream();
    if (stream != null && head != null && head.method().name().equals("GET")) {
      open(context, response, stream);
      return;
    }
    listener.waiting().add(context.channel());
    boolean last = stopping || head == null || !HttpUtil.isKeepAlive(head);
    if (last) {
      state = State.LAST;
      context.writeAndFlush(message(response, false)).addListener(it -> linger(context));
      return;
    }
    context
        .writeAndFlush(message(response, true))
        .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    state = State.IDLE;
    request = null;
    context.channel().config().setAutoRead(true);
  }

  /** From here on the connection is the stream's, and ends with it. */
  private void open(ChannelHandlerContext context, AdminResponse response, EventStream stream) {
    if (!listener.takeStream()) {
      stopping = true;
      write(context, listener.refusal(path, 503, "too many streams of events are open"));
      return;
    }
    state = State.LAST;
    context.channel().closeFuture().addListener(it -> listener.giveStreamBack());
    boolean chunked = request != null && request.protocolVersion().minorVersion() > 0;
    HttpResponse message =
        new DefaultHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(response.status()));
    fields(message.headers(), response);
    message.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    HttpUtil.setTransferEncodingChunked(message, chunked);
    context.writeAndFlush(message);
    context.channel().config().setAutoRead(true);
    AdminSink sink = new AdminSink(context);
    streaming = sink;
    stream.open(sink);
  }

  /**
   * Ends our side and drops what still comes for a moment: a close with bytes unread would be a
   * reset, which can overtake the answer (RFC 9112 section 9.6).
   */
  private void linger(ChannelHandlerContext context) {
    if (!context.channel().isActive()) {
      return;
    }
    SslHandler tls = context.pipeline().get(SslHandler.class);
    if (tls == null) {
      ((DuplexChannel) context.channel()).shutdownOutput();
    } else {
      tls.closeOutbound();
    }
    context.channel().config().setAutoRead(true);
    context.executor().schedule(() -> context.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
  }

  private FullHttpResponse message(AdminResponse response, boolean keepAlive) {
    boolean head = request != null && request.method().name().equals("HEAD");
    ByteBuf body = head ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(response.body());
    FullHttpResponse message =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(response.status()), body);
    HttpHeaders headers = message.headers();
    fields(headers, response);
    if (!WITHOUT_BODY.contains(response.status())) {
      headers.setInt(HttpHeaderNames.CONTENT_LENGTH, response.body().length);
    }
    if (!keepAlive) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    } else if (request != null && request.protocolVersion().minorVersion() == 0) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
    }
    return message;
  }

  private static void fields(HttpHeaders headers, AdminResponse response) {
    headers
        .set(HttpHeaderNames.DATE, DateFormatter.format(new Date()))
        .set(HttpHeaderNames.CONTENT_TYPE, response.contentType())
        .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
        .set("x-content-type-options", "nosniff");
    response.fields().forEach(headers::set);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event == STOP) {
      stopping = true;
      if (state == State.IDLE) {
        context.close();
      } else if (streaming != null) {
        streaming.close();
      }
    } else if (event == END_STREAM && streaming != null) {
      streaming.close();
    } else if (event instanceof IdleStateEvent && streaming != null) {
      streaming.comment();
    } else if (event instanceof IdleStateEvent && state != State.ANSWERING) {
      context.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    dropBody();
    context.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // A broken connection, or a bug that must not keep it open.
    LOG.debug("admin connection of {}", context.channel().remoteAddress(), cause);
    context.close();
  }
}
