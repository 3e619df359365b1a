package io.forebay.net;

import io.netty.channel.Channel;
import io.netty.channel.epoll.AbstractEpollStreamChannel;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Asks the kernel what an event loop has not been told yet. Event loop of the channel only. */
public final class QuietSocket {

  /** Never looked at, so that threads may share it. */
  private static final ByteBuffer ONE_BYTE = ByteBuffer.allocateDirect(1);

  private QuietSocket() {}

  /**
   * Whether neither bytes nor the end have arrived at a connection that is to be silent. After
   * false it must be closed: a byte may have been taken from it. One system call with epoll; always
   * true with the others: the JDK's sockets cannot be asked, and io_uring reads by itself.
   */
  public static boolean isQuiet(Channel channel) {
    if (!(channel instanceof AbstractEpollStreamChannel epoll)) {
      return true;
    }
    FileDescriptor descriptor = epoll.fd();
    try {
      return descriptor.read(ONE_BYTE, 0, 1) == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
