package io.forebay.daemon.demo;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Answers the requests of one connection to a sample server. Bodies are read and dropped; an
 * aggregator would add fields to the ones that are shown.
 */
final class SampleHandler extends SimpleChannelInboundHandler<HttpObject> {
  private static final long SLOW_MILLIS = 2000;
  private static final String HTML = "text/html; charset=utf-8";
  private static final String JSON = "application/json";
  private static final String TEXT = "text/plain; charset=utf-8";

  private final SampleState state;
  private @Nullable HttpRequest current;

  SampleHandler(SampleState state) {
    this.state = state;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, HttpObject part) {
    if (part instanceof HttpRequest request) {
      current = request;
    }
    HttpRequest request = current;
    if (part instanceof LastHttpContent && request != null) {
      current = null;
      answer(ctx, request);
    }
  }

  private void answer(ChannelHandlerContext ctx, HttpRequest request) {
    String path = new QueryStringDecoder(request.uri()).rawPath();
    switch (path) {
      case "/" -> send(ctx, request, HttpResponseStatus.OK, HTML, page(request));
      case "/api" -> send(ctx, request, HttpResponseStatus.OK, JSON, json(request));
      case "/health" -> health(ctx, request);
      case "/slow" -> slow(ctx, request);
      case "/fail" ->
          send(ctx, request, HttpResponseStatus.SERVICE_UNAVAILABLE, TEXT, line("fails"));
      case "/down", "/up" -> change(ctx, request, path.equals("/down"));
      default -> send(ctx, request, HttpResponseStatus.NOT_FOUND, TEXT, line("has no " + path));
    }
  }

  private String page(HttpRequest request) {
    return SamplePage.html(state.name(), state.nextAnswer(), request);
  }

  private String json(HttpRequest request) {
    return SamplePage.json(state.name(), state.nextAnswer(), request);
  }

  private String line(String what) {
    return state.name() + " " + what + "\n";
  }

  private void health(ChannelHandlerContext ctx, HttpRequest request) {
    if (state.isDown()) {
      send(ctx, request, HttpResponseStatus.SERVICE_UNAVAILABLE, TEXT, line("is down"));
    } else {
      send(ctx, request, HttpResponseStatus.OK, TEXT, line("is up"));
    }
  }

  private void slow(ChannelHandlerContext ctx, HttpRequest request) {
    ctx.executor()
        .schedule(
            () -> send(ctx, request, HttpResponseStatus.OK, TEXT, line("took its time")),
            SLOW_MILLIS,
            TimeUnit.MILLISECONDS);
  }

  private void change(ChannelHandlerContext ctx, HttpRequest request, boolean down) {
    if (!request.method().equals(HttpMethod.POST)) {
      send(ctx, request, HttpResponseStatus.METHOD_NOT_ALLOWED, TEXT, "POST only\n");
      return;
    }
    state.down(down);
    send(ctx, request, HttpResponseStatus.OK, TEXT, line(down ? "is down" : "is up"));
  }

  private static void send(
      ChannelHandlerContext ctx,
      HttpRequest request,
      HttpResponseStatus status,
      String type,
      String body) {
    boolean head = request.method().equals(HttpMethod.HEAD);
    ByteBuf content = ByteBufUtil.writeUtf8(ctx.alloc(), body);
    int length = content.readableBytes();
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, status, head ? content.readSlice(0) : content);
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, type)
        .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
        .setInt(HttpHeaderNames.CONTENT_LENGTH, length);
    boolean keepAlive = HttpUtil.isKeepAlive(request);
    HttpUtil.setKeepAlive(response, keepAlive);
    if (keepAlive) {
      ctx.writeAndFlush(response);
    } else {
      ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }
}
