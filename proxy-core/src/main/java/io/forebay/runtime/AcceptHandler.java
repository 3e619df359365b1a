package io.forebay.runtime;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import java.net.SocketAddress;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;

/**
 * Hands the connections of one accepting socket to their listener, and pauses while a limit is
 * reached. When accepting fails, as it does without free file descriptors, it pauses for a moment
 * instead of spinning. Event loop only, except where said otherwise.
 */
final class AcceptHandler extends ChannelInboundHandlerAdapter {

  private static final long PAUSE_MILLIS = 250;

  private final Channel channel;
  private final ConnectionLimit total;
  private final ToIntFunction<Channel> chooseWorker;
  private volatile Listener listener;
  private volatile boolean failing;
  private volatile boolean held;

  /**
   * A handler for {@code channel}, which is not registered yet.
   *
   * @param total the limit over all listeners
   * @param held whether accepting waits until it is {@linkplain #hold let go}
   */
  AcceptHandler(
      Channel channel,
      Listener listener,
      ConnectionLimit total,
      ToIntFunction<Channel> chooseWorker,
      boolean held) {
    this.channel = channel;
    this.listener = listener;
    this.total = total;
    this.chooseWorker = chooseWorker;
    this.held = held;
    channel.config().setAutoRead(!held);
  }

  /** Begins to count: from now on it pauses at the limits. Any thread. */
  void start() {
    total.add(this);
    listener.limit().add(this);
  }

  /** No longer looks at the limits. Any thread. */
  void stop() {
    total.remove(this);
    listener.limit().remove(this);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    accept((Channel) message);
  }

  /** The loop that accepts. Any thread. */
  EventLoop eventLoop() {
    return channel.eventLoop();
  }

  /** Leaves clients in the kernel's queue, or takes them again. */
  void hold(boolean held) {
    this.held = held;
    update();
  }

  /** From now on accepted connections go to {@code listener}. Control thread. */
  void handTo(Listener listener) {
    this.listener.limit().remove(this);
    this.listener = listener;
    listener.limit().add(this);
  }

  Listener listener() {
    return listener;
  }

  /** Takes one accepted connection. */
  void accept(Channel accepted) {
    listener.accept(accepted, chooseWorker.applyAsInt(accepted));
  }

  /**
   * Accepts or pauses as the limits say. Any thread; the lock makes the last caller see what every
   * limit says now.
   */
  synchronized void update() {
    boolean paused = held || failing || total.isPaused() || listener.limit().isPaused();
    channel.config().setAutoRead(!paused);
  }

  /** How many clients the kernel holds for this socket; empty where that is not known. */
  OptionalInt waiting() {
    return AcceptQueue.length(channel);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    SocketAddress at = channel.localAddress();
    listener.failures().report(at == null ? "a unix socket" : at, cause);
    if (!failing) {
      failing = true;
      update();
      channel.eventLoop().schedule(this::tryAgain, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void tryAgain() {
    failing = false;
    update();
  }
}
