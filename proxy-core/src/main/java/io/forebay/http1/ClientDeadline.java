package io.forebay.http1;

import io.forebay.http.BodyRate;
import io.forebay.http.DownstreamSettings;
import io.forebay.http.LingeringClose;
import io.forebay.http.Worker;
import io.forebay.util.LoopClock;
import io.forebay.util.LoopTimer;
import org.jspecify.annotations.Nullable;

/**
 * By when the client of a connection must have sent or taken something; what is awaited decides how
 * long it has. Event loop only.
 */
final class ClientDeadline extends LoopTimer.Node {

  /** So long the rest of a request may take that has its answer. */
  private static final long SKIP_NANOS = 2_000_000_000L;

  private final Http1ServerConnection connection;
  private final DownstreamSettings settings;
  private final LoopClock clock;
  private final LoopTimer timer;
  private final @Nullable BodyRate rate;
  private @Nullable LingeringClose lingering;
  private long progressNanos;
  private long tunnelNanos;

  ClientDeadline(Http1ServerConnection connection, Worker worker, DownstreamSettings settings) {
    this.connection = connection;
    this.settings = settings;
    this.clock = worker.clock();
    this.timer = worker.timer();
    this.rate = settings.minBodyRate() > 0 ? new BodyRate(settings.minBodyRate()) : null;
    this.progressNanos = settings.clientNanos();
    this.tunnelNanos = settings.tunnelNanos();
  }

  @Override
  protected void onDeadline() {
    connection.onDeadline();
  }

  private void set(long allowedNanos) {
    timer.set(this, timer.now() + allowedNanos);
  }

  /** It is not the client's turn. */
  void suspend() {
    timer.suspend(this);
  }

  void cancel() {
    timer.cancel(this);
  }

  void awaitHead() {
    set(settings.requestHeadersNanos());
  }

  /** Between requests, until {@code end} at most. */
  void awaitNext(long end) {
    timer.set(this, Math.min(clock.recent() + settings.keepAliveNanos(), end));
  }

  /** The client sent or took something, or begins to be waited for: it has its time anew. */
  void touch() {
    long allowed = timer.now() + progressNanos;
    timer.set(this, rate == null ? allowed : Math.min(allowed, rate.deadline()));
  }

  // ---- a body ----

  /**
   * A body is to come.
   *
   * @param invited whether the client sends it without waiting for 100 (Continue)
   */
  void awaitBody(boolean invited) {
    if (rate != null && invited) {
      rate.begin(timer.now());
    }
    touch();
  }

  /** A part of the body arrived, framing included. */
  void received(int bytes) {
    if (rate != null) {
      rate.received(timer.now(), bytes);
    }
    touch();
  }

  void endBody() {
    if (rate != null) {
      rate.end();
    }
  }

  /** The body is not read now. */
  void pauseBody() {
    if (rate != null) {
      rate.pause(timer.now());
    }
  }

  void resumeBody() {
    if (rate != null) {
      rate.resume(timer.now());
    }
  }

  /** Whether the client has fallen below the least rate of bodies. */
  boolean isTooSlow() {
    return rate != null && timer.now() >= rate.deadline();
  }

  /** The request has its answer: all of the rest must come soon. */
  void awaitRest() {
    set(SKIP_NANOS);
  }

  // ---- tunnel ----

  /** How long a tunnel that begins later may be silent. */
  void tunnelNanos(long nanos) {
    tunnelNanos = nanos;
  }

  void beginTunnel() {
    progressNanos = tunnelNanos;
    touch();
  }

  // ---- closing ----

  /** The connection closes once the client has taken everything. */
  void awaitTaken() {
    progressNanos = settings.clientNanos();
    set(progressNanos);
  }

  /** Our half is closed; the client may finish sending. */
  void beginLinger() {
    lingering = new LingeringClose(timer, this);
    lingering.begin();
  }

  /** The client sent something behind that. Returns whether to go on reading. */
  boolean goOnLingering() {
    return lingering != null && lingering.goOn();
  }
}
