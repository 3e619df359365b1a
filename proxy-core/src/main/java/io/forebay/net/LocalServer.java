package io.forebay.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes connections of other processes of this machine at a unix socket that its own user alone may
 * connect to. Linux only; not for event loops.
 */
public final class LocalServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LocalServer.class);
  private static final int BACKLOG = 16;
  private static final Set<PosixFilePermission> OWNER =
      PosixFilePermissions.fromString("rw-------");

  private final UnixServerSocket socket;

  private LocalServer(UnixServerSocket socket) {
    this.socket = socket;
  }

  /**
   * Listens at {@code path}.
   *
   * @param onConnection called on {@code loop}: must not use the connection there
   * @throws IOException with the reason
   */
  public static LocalServer open(Path path, EventLoop loop, Consumer<LocalConnection> onConnection)
      throws IOException {
    UnixServerSocket socket = UnixServerSocket.open(Transport.EPOLL, path, BACKLOG, OWNER);
    socket.channel().pipeline().addLast(new Acceptor(onConnection));
    loop.register(socket.channel()).awaitUninterruptibly();
    return new LocalServer(socket);
  }

  /** Removes the file, unless it is somebody else's by now, and takes no more connections. */
  @Override
  public void close() {
    socket.removeFile();
    socket.channel().close().awaitUninterruptibly();
  }

  private static final class Acceptor extends ChannelInboundHandlerAdapter {
    private final Consumer<LocalConnection> onConnection;

    Acceptor(Consumer<LocalConnection> onConnection) {
      this.onConnection = onConnection;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      onConnection.accept(LocalConnection.accepted((Channel) message, ctx.channel().eventLoop()));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      LOG.warn("a connection to {} failed: {}", ctx.channel(), cause.getMessage());
    }
  }
}
