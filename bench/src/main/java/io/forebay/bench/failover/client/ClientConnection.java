package io.forebay.bench.failover.client;

import io.forebay.bench.failover.wire.Message;
import io.forebay.bench.failover.wire.MessageReader;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** A connection of the client, with at most one request under way. Confined to its thread. */
final class ClientConnection {
  private final LoadClient client;
  private final boolean shared;
  private final ByteBuffer buffer = ByteBuffer.allocate(16 * 1024);
  private final MessageReader reader = new MessageReader();
  private @Nullable SocketChannel channel;
  private @Nullable Request current;
  private boolean closed;

  ClientConnection(LoadClient client, boolean shared) {
    this.client = client;
    this.shared = shared;
  }

  /** Whether the request under way was to be sent before that time. */
  boolean isSentBefore(long nanos) {
    return current != null && current.scheduledNanos() - nanos < 0;
  }

  void send(Request request, InetSocketAddress target, Selector selector) {
    current = request;
    try {
      if (channel != null) {
        write(channel, request);
        return;
      }
      channel = SocketChannel.open();
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      boolean connected = channel.connect(target);
      channel.register(selector, connected ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT, this);
      if (connected) {
        write(channel, request);
      }
    } catch (IOException e) {
      fail(e);
    }
  }

  void handle(SelectionKey key) {
    SocketChannel open = (SocketChannel) key.channel();
    try {
      if (open.isConnectionPending()) {
        connect(open, key);
      } else {
        read(open);
      }
    } catch (IOException e) {
      fail(e);
    }
  }

  private void connect(SocketChannel open, SelectionKey key) throws IOException {
    if (open.finishConnect() && current != null) {
      key.interestOps(SelectionKey.OP_READ);
      write(open, current);
    }
  }

  /** Requests are small: they fit into what the kernel takes at once. */
  private static void write(SocketChannel open, Request request) throws IOException {
    InetSocketAddress target = (InetSocketAddress) open.getRemoteAddress();
    String host = "app.example.test:" + target.getPort();
    open.write(Message.bytes(request.head(host), request.body()));
  }

  private void read(SocketChannel open) throws IOException {
    int count = open.read(buffer.clear());
    if (count < 0) {
      end(Outcome.RESET, 0, false);
      return;
    }
    reader.add(buffer.flip());
    Message answer;
    try {
      answer = reader.next();
    } catch (IOException e) {
      end(Outcome.WRONG, 0, false);
      return;
    }
    if (answer != null) {
      take(answer);
    }
  }

  private void take(Message answer) {
    Request request = current;
    boolean reusable = shared && !answer.closes();
    if (request == null) {
      close();
    } else if (answer.status() / 100 != 2) {
      end(Outcome.STATUS, answer.status(), reusable);
    } else if (!answer.body().startsWith(request.number() + " by ")) {
      end(Outcome.WRONG, answer.status(), false);
    } else {
      end(Outcome.OK, answer.status(), reusable);
    }
  }

  private void fail(IOException failure) {
    end(failure instanceof ConnectException ? Outcome.REFUSED : Outcome.RESET, 0, false);
  }

  /**
   * Ends the request under way, if there is one, and the connection unless it may be used again.
   */
  void end(Outcome outcome, int status, boolean reusable) {
    Request request = current;
    current = null;
    if (request != null) {
      request.end(outcome, status, System.nanoTime());
      client.ended(this, reusable);
    }
    if (!reusable) {
      close();
    }
  }

  void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (shared) {
      client.closed(this);
    }
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // The descriptor is gone all the same.
    }
  }
}
