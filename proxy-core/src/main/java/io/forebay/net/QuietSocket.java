package io.forebay.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.epoll.AbstractEpollStreamChannel;
import io.netty.channel.unix.FileDescriptor;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Asks the kernel what an event loop has not been told yet. Event loop of the channel only. */
public final class QuietSocket {

  /** Never looked at, so that threads may share it. */
  private static final ByteBuffer ONE_BYTE = ByteBuffer.allocateDirect(1);

  /** Two records of TLS with a message each; a few hundred bytes is what servers send. */
  private static final int MOST_AHEAD = 4 * 1024;

  private QuietSocket() {}

  /**
   * Whether neither bytes nor the end have arrived at a connection that is to be silent. After
   * false it must be closed: a byte may have been taken from it. One system call with epoll; always
   * true with the others: the JDK's sockets cannot be asked, and io_uring reads by itself.
   *
   * <p>TLS sends messages of its own, such as those by which sessions are resumed: where bytes are
   * encrypted the handlers read what has arrived, and may have closed the connection after true.
   */
  public static boolean isQuiet(Channel channel) {
    if (!(channel instanceof AbstractEpollStreamChannel epoll)) {
      return true;
    }
    try {
      return channel.pipeline().get(SslHandler.class) == null
          ? epoll.fd().read(ONE_BYTE, 0, 1) == 0
          : readAhead(channel, epoll.fd());
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether the handlers could read all that has arrived. */
  private static boolean readAhead(Channel channel, FileDescriptor descriptor) throws IOException {
    ByteBuf in = channel.alloc().directBuffer(MOST_AHEAD, MOST_AHEAD);
    int read = -1;
    try {
      ByteBuffer room = in.internalNioBuffer(0, MOST_AHEAD);
      read = descriptor.read(room, room.position(), room.limit());
    } finally {
      if (read <= 0) {
        in.release();
      }
    }
    if (read > 0) {
      channel.pipeline().fireChannelRead(in.writerIndex(read)).fireChannelReadComplete();
    }
    return read >= 0 && read < MOST_AHEAD;
  }
}
