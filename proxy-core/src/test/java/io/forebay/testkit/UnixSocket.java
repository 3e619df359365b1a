package io.forebay.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** A connection through a unix socket that looks like one of TCP. The JDK has channels only. */
final class UnixSocket extends Socket {
  private final SocketChannel channel;
  private final Selector readable = Selector.open();
  private final Selector writable = Selector.open();
  private final InputStream in = new In();
  private final OutputStream out = new Out();
  private volatile int timeoutMillis;

  UnixSocket(SocketChannel channel) throws IOException {
    this.channel = channel;
    channel.configureBlocking(false);
    channel.register(readable, SelectionKey.OP_READ);
    channel.register(writable, SelectionKey.OP_WRITE);
  }

  static UnixSocket connect(Path path) throws IOException {
    return new UnixSocket(SocketChannel.open(UnixDomainSocketAddress.of(path)));
  }

  @Override
  public InputStream getInputStream() {
    return in;
  }

  @Override
  public OutputStream getOutputStream() {
    return out;
  }

  @Override
  public void setSoTimeout(int millis) {
    timeoutMillis = millis;
  }

  @Override
  public void setTcpNoDelay(boolean on) {
    // Bytes wait for nothing here.
  }

  @Override
  public void setSoLinger(boolean on, int linger) {
    // The kernel resets a unix connection only if bytes were left unread.
  }

  @Override
  public void shutdownOutput() throws IOException {
    channel.shutdownOutput();
  }

  @Override
  public boolean isClosed() {
    return !channel.isOpen();
  }

  @Override
  public void close() throws IOException {
    channel.close();
    // A closed channel is given back only when its selectors know.
    readable.close();
    writable.close();
  }

  private void await(Selector selector, int millis) throws IOException {
    try {
      if (selector.select(millis) == 0 && channel.isOpen() && millis > 0) {
        throw new SocketTimeoutException("nothing came in " + millis + " ms");
      }
      selector.selectedKeys().clear();
    } catch (ClosedSelectorException e) {
      throw new IOException("closed on this side", e);
    }
  }

  private final class In extends InputStream {

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      ByteBuffer into = ByteBuffer.wrap(bytes, offset, length);
      try {
        int count = channel.read(into);
        while (count == 0 && length > 0) {
          await(readable, timeoutMillis);
          count = channel.read(into);
        }
        return count;
      } catch (ClosedChannelException e) {
        throw new IOException("closed on this side", e);
      }
    }
  }

  private final class Out extends OutputStream {

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b});
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      ByteBuffer from = ByteBuffer.wrap(bytes, offset, length);
      while (from.hasRemaining()) {
        if (channel.write(from) == 0) {
          await(writable, 0);
        }
      }
    }
  }
}
