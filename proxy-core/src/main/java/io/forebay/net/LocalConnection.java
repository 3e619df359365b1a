package io.forebay.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.DomainSocketReadMode;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to another process of this machine, through a unix socket, for lines of text and
 * file descriptors. Calls block: one thread at a time, and no event loop; {@link #close()} is for
 * any thread and ends a call that waits. Linux only.
 */
public final class LocalConnection implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LocalConnection.class);
  private static final Object END = new Object();
  private static final int MAX_LINE_BYTES = 8192;
  private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(5);

  private final EpollDomainSocketChannel channel;
  private final BlockingQueue<Object> received = new LinkedBlockingQueue<>();

  private LocalConnection(EpollDomainSocketChannel channel) {
    this.channel = channel;
    channel.pipeline().addLast(new Receiver());
  }

  /** Connects to the process that listens at {@code path}. */
  public static LocalConnection connect(Path path, EventLoop loop) throws IOException {
    EpollDomainSocketChannel channel = new EpollDomainSocketChannel();
    LocalConnection connection = new LocalConnection(channel);
    try {
      await(loop.register(channel));
      await(channel.connect(new DomainSocketAddress(path.toString())));
      return connection;
    } catch (IOException e) {
      channel.close();
      throw new IOException(path + ": " + NativeErrors.reason(e), e);
    }
  }

  /** The side of who was connected to. */
  static LocalConnection accepted(Channel channel, EventLoop loop) {
    LocalConnection connection = new LocalConnection((EpollDomainSocketChannel) channel);
    loop.register(channel);
    return connection;
  }

  /** The user, by number, as whom the other process runs. */
  public int peerUser() throws IOException {
    return channel.peerCredentials().uid();
  }

  /** The number of the other process. */
  public long peerProcess() throws IOException {
    return channel.peerCredentials().pid();
  }

  /** Sends one line; without its end. */
  public void send(String line) throws IOException {
    await(channel.writeAndFlush(Unpooled.copiedBuffer(line + "\n", StandardCharsets.UTF_8)));
  }

  /** Gives the other process descriptors of these sockets. */
  public void sendDescriptors(List<ListeningSocket> sockets) throws IOException {
    for (ListeningSocket socket : sockets) {
      await(channel.writeAndFlush(new FileDescriptor(socket.descriptor())));
    }
  }

  /**
   * Waits for a line.
   *
   * @throws SocketTimeoutException if there is none within {@code limit}
   * @throws IOException if the other process has ended the connection
   */
  public String receive(Duration limit) throws IOException {
    return take(String.class, limit);
  }

  /**
   * From now on takes descriptors from the connection and no lines, until {@link
   * #receiveDescriptors} has them all. Before the other process is asked for them.
   */
  public void expectDescriptors() throws IOException {
    readMode(DomainSocketReadMode.FILE_DESCRIPTORS);
  }

  /** Waits for {@code count} descriptors, which are the caller's. */
  public List<Integer> receiveDescriptors(int count, Duration limit) throws IOException {
    List<Integer> descriptors = new ArrayList<>();
    try {
      while (descriptors.size() < count) {
        descriptors.add(take(FileDescriptor.class, limit).intValue());
      }
    } catch (IOException e) {
      descriptors.forEach(it -> close(new FileDescriptor(it)));
      throw e;
    }
    readMode(DomainSocketReadMode.BYTES);
    return descriptors;
  }

  private void readMode(DomainSocketReadMode mode) throws IOException {
    await(channel.eventLoop().submit(() -> channel.config().setReadMode(mode)));
  }

  private <T> T take(Class<T> type, Duration limit) throws IOException {
    try {
      Object next = received.poll(limit.toNanos(), TimeUnit.NANOSECONDS);
      if (next == null) {
        throw new SocketTimeoutException("nothing for " + limit.toSeconds() + " s");
      }
      if (next == END) {
        received.add(END);
        throw new EOFException("the connection has ended");
      }
      if (type.isInstance(next)) {
        return type.cast(next);
      }
      if (next instanceof FileDescriptor unexpected) {
        close(unexpected);
      }
      throw new IOException(next + " (expected: " + type.getSimpleName() + ")");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  private static void await(io.netty.util.concurrent.Future<?> future) throws IOException {
    if (!future.awaitUninterruptibly(WRITE_TIMEOUT.toMillis())) {
      throw new SocketTimeoutException("the other process takes nothing");
    }
    Throwable cause = future.cause();
    if (cause != null) {
      throw cause instanceof IOException failure ? failure : new IOException(cause);
    }
  }

  /** Ends the connection; descriptors that nobody has received are given back. */
  @Override
  public void close() {
    ChannelFuture closed = channel.close();
    closed.awaitUninterruptibly(WRITE_TIMEOUT.toMillis());
    for (Object left = received.poll(); left != null && left != END; left = received.poll()) {
      if (left instanceof FileDescriptor descriptor) {
        close(descriptor);
      }
    }
    received.add(END);
  }

  private static void close(FileDescriptor descriptor) {
    try {
      descriptor.close();
    } catch (IOException e) {
      LOG.debug("{} cannot be closed", descriptor, e);
    }
  }

  /** Cuts what arrives into lines. Event loop only. */
  private final class Receiver extends ChannelInboundHandlerAdapter {
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      if (message instanceof FileDescriptor) {
        received.add(message);
        return;
      }
      try {
        append(ctx, (ByteBuf) message);
      } finally {
        ReferenceCountUtil.release(message);
      }
    }

    private void append(ChannelHandlerContext ctx, ByteBuf bytes) {
      while (bytes.isReadable()) {
        byte next = bytes.readByte();
        if (next == '\n') {
          received.add(line.toString(StandardCharsets.UTF_8));
          line.reset();
        } else if (line.size() < MAX_LINE_BYTES) {
          line.write(next);
        } else {
          ctx.close();
          return;
        }
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      received.add(END);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }
  }
}
