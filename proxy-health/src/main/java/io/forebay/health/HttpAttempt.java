package io.forebay.health;

import io.forebay.net.Transport;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP check from connect to the head of the answer. However it ends, the connection is closed
 * at that moment, so the body is not waited for. Control loop only.
 */
final class HttpAttempt extends ChannelInboundHandlerAdapter implements Probe.Attempt {

  private static final int MAX_LINE_BYTES = 4096;
  private static final int MAX_HEAD_BYTES = 8192;
  private static final int MAX_CHUNK_BYTES = 8192;

  private final EventLoop control;
  private final FullHttpRequest request;
  private final Duration timeout;
  private final Consumer<ProbeResult> done;
  private @Nullable Channel channel;
  private @Nullable ScheduledFuture<?> timer;
  private boolean ended;

  HttpAttempt(
      EventLoop control, FullHttpRequest request, Duration timeout, Consumer<ProbeResult> done) {
    this.control = control;
    this.request = request;
    this.timeout = timeout;
    this.done = done;
  }

  void start(Transport transport, SocketAddress address) {
    try {
      channel = transport.newSocket(address);
    } catch (RuntimeException e) {
      // Too many open files, most likely, which says nothing of the server.
      end(ProbeResult.unknown("no socket for the check: " + e.getMessage()));
      return;
    }
    timer = control.schedule(this::onTimeout, timeout.toNanos(), TimeUnit.NANOSECONDS);
    channel.config().setConnectTimeoutMillis(0); // The timer covers connect and answer.
    channel.pipeline().addLast(codec(), this);
    control
        .register(channel)
        .addListener((ChannelFuture it) -> onRegistered(it, transport.inItsForm(address)));
  }

  private static HttpClientCodec codec() {
    HttpDecoderConfig limits =
        new HttpDecoderConfig()
            .setMaxInitialLineLength(MAX_LINE_BYTES)
            .setMaxHeaderSize(MAX_HEAD_BYTES)
            .setMaxChunkSize(MAX_CHUNK_BYTES);
    return new HttpClientCodec(limits, false, false);
  }

  private void onRegistered(ChannelFuture future, SocketAddress address) {
    if (!future.isSuccess()) {
      end(ProbeResult.failure(connectFailure(future.cause())));
    } else if (!ended) {
      future.channel().connect(address).addListener(this::onConnected);
    }
  }

  private void onConnected(io.netty.util.concurrent.Future<? super Void> future) {
    if (!future.isSuccess()) {
      end(ProbeResult.failure(connectFailure(future.cause())));
    } else if (channel != null && !ended) {
      channel.writeAndFlush(request);
    }
  }

  private void onTimeout() {
    end(ProbeResult.failure("no answer in " + text(timeout)));
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      if (message instanceof HttpResponse response) {
        onResponse(response);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void onResponse(HttpResponse response) {
    HttpVersion version = response.protocolVersion();
    boolean valid =
        response.decoderResult().isSuccess()
            && version.protocolName().equals("HTTP")
            && version.majorVersion() == 1;
    int status = response.status().code();
    if (!valid || status < 100 || status > 599) {
      end(ProbeResult.failure("invalid answer"));
    } else if (status >= 200 || status == 101) {
      // The other 1xx are not final.
      end(new ProbeResult(status >= 200 && status < 400, "check answered " + status));
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    end(ProbeResult.failure("connection closed without an answer"));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    boolean broken = cause instanceof IOException;
    end(ProbeResult.failure(broken ? "connection broken without an answer" : "invalid answer"));
  }

  @Override
  public void cancel() {
    ended = true;
    close();
  }

  private void end(ProbeResult result) {
    if (ended) {
      return;
    }
    ended = true;
    close();
    done.accept(result);
  }

  private void close() {
    if (timer != null) {
      timer.cancel(false);
    }
    if (channel != null) {
      // Not registered, it has no event loop yet that a close could go through.
      if (channel.isRegistered()) {
        channel.close();
      } else {
        channel.unsafe().closeForcibly();
      }
    }
  }

  private static String connectFailure(Throwable cause) {
    if (cause instanceof NoRouteToHostException) {
      return "no route to the server";
    }
    String message = String.valueOf(cause.getMessage());
    boolean refused = message.toLowerCase(Locale.ROOT).contains("refused");
    return cause instanceof ConnectException && refused
        ? "connection refused"
        : "connect failed: " + message;
  }

  private static String text(Duration duration) {
    long millis = duration.toMillis();
    return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
  }
}
