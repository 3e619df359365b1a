package io.forebay.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;

/**
 * Tells a peer at once that what it has sent has arrived, where we have nothing to send ourselves:
 * one that gathers small packets waits for that, 40 ms as a rule. Event loop only.
 */
public final class QuickAck {

  private QuickAck() {}

  /** Acknowledges what has been read; does nothing where only the kernel decides on that. */
  public static void send(Channel channel) {
    if (!(channel instanceof EpollSocketChannel)) {
      return;
    }
    try {
      channel.config().setOption(EpollChannelOption.TCP_QUICKACK, true);
    } catch (ChannelException e) {
      // The peer is gone; reading tells.
    }
  }
}
