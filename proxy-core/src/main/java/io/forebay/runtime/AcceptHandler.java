package io.forebay.runtime;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands accepted connections to their listener. When accepting fails, as it does without free file
 * descriptors, it pauses for a second instead of spinning. Event loop only.
 */
final class AcceptHandler extends ChannelInboundHandlerAdapter {

  private static final Logger LOG = LoggerFactory.getLogger(AcceptHandler.class);
  private static final int PAUSE_SECONDS = 1;

  private final Listener listener;
  private final ConnectionLimit limit;
  private final ToIntFunction<Channel> chooseWorker;

  AcceptHandler(Listener listener, ConnectionLimit limit, ToIntFunction<Channel> chooseWorker) {
    this.listener = listener;
    this.limit = limit;
    this.chooseWorker = chooseWorker;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    accept((Channel) message);
  }

  /** Takes one accepted connection. */
  void accept(Channel channel) {
    listener.accept(channel, chooseWorker.applyAsInt(channel));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    Channel channel = ctx.channel();
    LOG.error(
        "listener {}: accepting at {} failed ({}); trying again in {} s",
        listener.name(),
        channel.localAddress(),
        cause.getMessage(),
        PAUSE_SECONDS);
    if (channel.config().isAutoRead()) {
      channel.config().setAutoRead(false);
      channel.eventLoop().schedule(() -> limit.resume(channel), PAUSE_SECONDS, TimeUnit.SECONDS);
    }
  }
}
