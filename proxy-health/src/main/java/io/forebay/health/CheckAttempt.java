package io.forebay.health;

import io.forebay.backend.CheckCode;
import io.forebay.net.ProxyHeader;
import io.forebay.net.ProxyHeaderSender;
import io.forebay.net.TlsClient;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The connection of one check, from connect to result. However the check ends, the connection is
 * closed at that moment. Control loop only.
 */
final class CheckAttempt implements Probe.Attempt {

  private final EventLoop control;
  private final Consumer<ProbeResult> done;
  private @Nullable Channel channel;
  private @Nullable ScheduledFuture<?> timer;
  private Duration timeout;
  private Phase phase = Phase.CONNECT;
  private boolean encrypted;
  private boolean ended;

  /** How far the check has come, and what it ends with there where nobody says better. */
  private enum Phase {
    CONNECT(CheckCode.L4OK, CheckCode.L4CON, CheckCode.L4TOUT),
    HANDSHAKE(CheckCode.L6OK, CheckCode.L6RSP, CheckCode.L6TOUT),
    ANSWER(CheckCode.L7OK, CheckCode.L7RSP, CheckCode.L7TOUT);

    private final CheckCode good;
    private final CheckCode failed;
    private final CheckCode late;

    Phase(CheckCode good, CheckCode failed, CheckCode late) {
      this.good = good;
      this.failed = failed;
      this.late = late;
    }
  }

  CheckAttempt(EventLoop control, Duration timeout, Consumer<ProbeResult> done) {
    this.control = control;
    this.timeout = timeout;
    this.done = done;
  }

  /**
   * Connects.
   *
   * @param tls what encrypts the connection; null for none
   * @param handlers of the connection; one of them ends the check
   */
  void start(CheckPlace place, @Nullable TlsClient tls, ChannelHandler... handlers) {
    SocketAddress address = place.address();
    if (address instanceof InetSocketAddress inet && inet.isUnresolved()) {
      end(ProbeResult.failure("no address of " + inet.getHostString()));
      return;
    }
    try {
      channel = place.transport().newSocket(address);
    } catch (RuntimeException e) {
      // Too many open files, most likely, which says nothing of the server.
      end(ProbeResult.unknown("no socket for the check: " + e.getMessage()).as(CheckCode.SOCKERR));
      return;
    }
    startTimer(timeout);
    channel.config().setConnectTimeoutMillis(0); // The timer covers connect and answer.
    encrypted = tls != null;
    if (tls != null) {
      channel
          .pipeline()
          .addLast(tls.handler(channel.alloc(), address))
          .addLast(new Handshake(this, tls, address, handlers.length == 0));
    }
    channel.pipeline().addLast(handlers);
    ProxyHeaderSender.addTo(channel, place.sendProxy(), ProxyHeader.LOCAL);
    control
        .register(channel)
        .addListener((ChannelFuture it) -> onRegistered(it, place.transport().inItsForm(address)));
  }

  private void onRegistered(ChannelFuture future, SocketAddress address) {
    if (!future.isSuccess()) {
      end(ProbeResult.failure(connectFailure(future.cause())));
    } else if (!ended) {
      future.channel().connect(address).addListener(this::onConnected);
    }
  }

  private void onConnected(io.netty.util.concurrent.Future<? super Void> future) {
    if (future.isSuccess()) {
      phase = encrypted ? Phase.HANDSHAKE : Phase.ANSWER;
    } else {
      end(ProbeResult.failure(connectFailure(future.cause())));
    }
  }

  /** The handshake has succeeded. */
  void secured() {
    phase = Phase.ANSWER;
  }

  private void startTimer(Duration rest) {
    timer = control.schedule(this::onTimeout, rest.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void endWithin(Duration rest) {
    if (ended || timer == null) {
      return;
    }
    Duration left = Duration.ofNanos(timer.getDelay(TimeUnit.NANOSECONDS));
    if (left.compareTo(rest) > 0) {
      timer.cancel(false);
      timeout = timeout.minus(left).plus(rest);
      startTimer(rest);
    }
  }

  private void onTimeout() {
    end(ProbeResult.failure("no answer in " + text(timeout)).as(phase.late));
  }

  /** Closes the connection and tells the result; nothing happens if the check has ended. */
  void end(ProbeResult result) {
    if (ended) {
      return;
    }
    ended = true;
    close();
    boolean told = result.code() != CheckCode.UNK;
    done.accept(told ? result : result.as(result.success() ? phase.good : phase.failed));
  }

  @Override
  public void cancel() {
    ended = true;
    close();
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
