package io.forebay.health;

import io.forebay.net.TlsClient;
import io.forebay.net.Transport;
import io.netty.channel.EventLoop;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.function.Consumer;

/** A TLS handshake, good if it succeeds; the connection is closed again. */
final class TlsProbe implements Probe {

  private final EventLoop control;
  private final Transport transport;
  private final SocketAddress address;
  private final TlsClient tls;

  TlsProbe(EventLoop control, Transport transport, SocketAddress address, TlsClient tls) {
    this.control = control;
    this.transport = transport;
    this.address = address;
    this.tls = tls;
  }

  @Override
  public Attempt start(Duration timeout, Consumer<ProbeResult> done) {
    CheckAttempt attempt = new CheckAttempt(control, timeout, done);
    attempt.start(transport, address, tls);
    return attempt;
  }
}
