package io.forebay.runtime;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.unix.RawUnixChannelOption;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalInt;

/**
 * How many clients wait in the kernel until a listening socket accepts them. Linux says it in the
 * field of {@code TCP_INFO} that counts unacknowledged segments on other sockets. One system call;
 * any thread.
 */
final class AcceptQueue {

  private static final int IPPROTO_TCP = 6;
  private static final int TCP_INFO = 11;
  private static final int UNACKED_OFFSET = 24;
  private static final RawUnixChannelOption INFO =
      new RawUnixChannelOption("TCP_INFO", IPPROTO_TCP, TCP_INFO, UNACKED_OFFSET + Integer.BYTES);

  private AcceptQueue() {}

  /** Empty for sockets that are closed or of another kind. */
  static OptionalInt length(Channel listening) {
    if (!(listening instanceof EpollServerSocketChannel) || !listening.isActive()) {
      return OptionalInt.empty();
    }
    try {
      ByteBuffer info = listening.config().getOption(INFO);
      return OptionalInt.of(info.order(ByteOrder.nativeOrder()).getInt(UNACKED_OFFSET));
    } catch (ChannelException e) {
      return OptionalInt.empty();
    }
  }
}
