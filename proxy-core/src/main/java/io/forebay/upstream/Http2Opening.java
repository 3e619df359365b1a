package io.forebay.upstream;

import io.forebay.http.ProxyError;
import io.forebay.http2.Http2ClientConnection;
import io.forebay.net.ProxyHeader;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import java.util.ArrayList;
import java.util.List;

/**
 * An HTTP/2 connection that is being made, for the requests that wait for it. It is given up when
 * none does any more. Event loop only.
 */
final class Http2Opening implements Opening, Dial.Listener {

  private final Http2Pool pool;
  private final Http2ClientConnection connection;
  private final Dial dial;
  private final int room;
  private final long begunAt;
  private List<Connecting> waiters = new ArrayList<>();
  private boolean opened;

  /**
   * An opening that is not begun.
   *
   * @param room how many may wait for it
   */
  Http2Opening(
      Http2Pool pool, Http2ClientConnection connection, Channel socket, int room, long begunAt) {
    this.pool = pool;
    this.connection = connection;
    this.room = room;
    this.begunAt = begunAt;
    this.dial = new Dial(pool.server(), socket, connection, this, () -> ProxyHeader.LOCAL);
  }

  Http2ClientConnection connection() {
    return connection;
  }

  /** Whether one more may wait who has {@code nanos} at the time {@code now}. */
  boolean mayJoin(long now, long nanos) {
    // What has taken so long already is not worth all the time of one more.
    return waiters.size() < room && now - begunAt < nanos;
  }

  void add(Connecting waiter) {
    waiters.add(waiter);
  }

  void start(Bootstrap bootstrap) {
    dial.start(bootstrap);
  }

  @Override
  public void onOpened() {
    // It is of use when its server has sent its settings.
    opened = true;
  }

  @Override
  public void onFailed(ProxyError error) {
    pool.onOpeningEnded(this);
    take().forEach(it -> it.failed(error));
  }

  /** Who waits still; nobody does from now on. */
  List<Connecting> take() {
    List<Connecting> taken = waiters;
    waiters = new ArrayList<>();
    return taken;
  }

  @Override
  public void leave(Connecting waiter) {
    if (waiters.remove(waiter) && waiters.isEmpty()) {
      pool.onOpeningEnded(this);
      dial.cancel();
      if (opened) {
        connection.close();
      }
    }
  }
}
