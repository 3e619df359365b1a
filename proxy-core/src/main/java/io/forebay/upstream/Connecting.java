package io.forebay.upstream;

import io.forebay.http.ProxyError;
import io.forebay.http.UpstreamStream;
import io.forebay.util.LoopTimer;

/** A request that waits for a connection which is being made. Event loop only. */
public final class Connecting extends LoopTimer.Node {

  private final ConnectionPool pool;
  private Opening opening;
  private final ConnectListener listener;
  private final long begunAt;
  private boolean over;

  Connecting(ConnectionPool pool, Opening opening, ConnectListener listener, long begunAt) {
    this.pool = pool;
    this.opening = opening;
    this.listener = listener;
    this.begunAt = begunAt;
  }

  /** Whether the listener was told nothing yet. */
  boolean isWaiting() {
    return !over;
  }

  /** Waits for another connection from now on. */
  void moveTo(Opening next) {
    opening = next;
  }

  /** The connection stands: {@code stream} is for the listener. */
  void connected(UpstreamStream stream) {
    if (!over) {
      end();
      listener.onConnected(stream);
    }
  }

  /** There is none for this request. */
  void failed(ProxyError error) {
    if (!over) {
      end();
      pool.onFailed(0);
      listener.onConnectFailed(error);
    }
  }

  private void end() {
    over = true;
    pool.onConnectEnded(this);
  }

  /** The time of the worker's clock at which it began. */
  long begunAt() {
    return begunAt;
  }

  /** Offers the listener to go elsewhere, as the server is down. */
  void offerElsewhere() {
    if (!over) {
      listener.onServerDown();
    }
  }

  @Override
  protected void onDeadline() {
    opening.leave(this);
    failed(ProxyError.CONNECT_TIMEOUT);
  }

  /** Gives it up: the listener is told nothing more. Idempotent. */
  public void cancel() {
    if (!over) {
      end();
      pool.onFailed(0);
      opening.leave(this);
    }
  }
}
