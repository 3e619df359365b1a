package io.forebay.health;

import io.forebay.net.TlsClient;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.function.Consumer;

/** A TLS handshake, good if it succeeds; the connection is closed again. */
final class TlsProbe implements Probe {

  private final EventLoop control;
  private final CheckPlace place;
  private final TlsClient tls;

  TlsProbe(EventLoop control, CheckPlace place, TlsClient tls) {
    this.control = control;
    this.place = place;
    this.tls = tls;
  }

  @Override
  public Attempt start(Duration timeout, Consumer<ProbeResult> done) {
    CheckAttempt attempt = new CheckAttempt(control, timeout, done);
    attempt.start(place, tls);
    return attempt;
  }
}
