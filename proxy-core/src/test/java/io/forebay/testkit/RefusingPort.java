package io.forebay.testkit;

import static io.forebay.testkit.IoCall.unchecked;
import static io.forebay.testkit.IoCall.uncheckedAction;

import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * A loopback port that refuses connections for as long as this is open. It stays bound without
 * listening, so that no one else can be given the port in between.
 */
public final class RefusingPort implements AutoCloseable {
  private final Socket bound;

  private RefusingPort(Socket bound) {
    this.bound = bound;
  }

  public static RefusingPort open() {
    return unchecked(
        () -> {
          var socket = new Socket();
          socket.bind(RawClient.loopback(0));
          return new RefusingPort(socket);
        });
  }

  public int port() {
    return bound.getLocalPort();
  }

  public InetSocketAddress address() {
    return RawClient.loopback(port());
  }

  /** Gives the port back, for an origin that comes up late. */
  @Override
  public void close() {
    uncheckedAction(bound::close);
  }
}
