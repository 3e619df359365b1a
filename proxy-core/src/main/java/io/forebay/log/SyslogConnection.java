package io.forebay.log;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** A TCP connection that waits for its peer, but not for ever. One thread. */
final class SyslogConnection implements Closeable {
  private static final int CONNECT_MILLIS = 2000;
  private static final int STALL_MILLIS = 5000;

  private final InetSocketAddress address;
  private final SocketChannel channel;
  private final Selector selector;
  private final ByteBuffer unwanted = ByteBuffer.allocate(512);

  private SyslogConnection(InetSocketAddress address, SocketChannel channel, Selector selector) {
    this.address = address;
    this.channel = channel;
    this.selector = selector;
  }

  /** Connects within two seconds. */
  static SyslogConnection to(@Nullable InetSocketAddress address) throws IOException {
    if (address == null) {
      throw new IOException("the receiver's address is not known");
    }
    SocketChannel channel = SocketChannel.open();
    try {
      channel.socket().connect(address, CONNECT_MILLIS);
      channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
      channel.configureBlocking(false);
      Selector selector = Selector.open();
      channel.register(selector, SelectionKey.OP_WRITE);
      return new SyslogConnection(address, channel, selector);
    } catch (IOException e) {
      Closing.quietly(channel);
      throw e;
    }
  }

  boolean leadsTo(@Nullable InetSocketAddress wanted) {
    return address.equals(wanted);
  }

  /**
   * Whether the receiver has not ended it. What is written to one that was ended is lost without an
   * error.
   */
  boolean isUsable() {
    try {
      unwanted.clear();
      return channel.read(unwanted) >= 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Writes all of {@code rest}; fails if the receiver takes nothing for five seconds. */
  void write(ByteBuffer rest) throws IOException {
    while (rest.hasRemaining()) {
      if (channel.write(rest) == 0) {
        if (selector.select(STALL_MILLIS) == 0) {
          throw new IOException("the receiver takes nothing");
        }
        selector.selectedKeys().clear();
      }
    }
  }

  @Override
  public void close() {
    Closing.quietly(channel);
    Closing.quietly(selector);
  }
}
