package io.forebay.upstream;

import io.forebay.backend.Server;
import io.forebay.http.ProxyError;
import io.forebay.http.Worker;
import io.forebay.net.Transport;
import java.util.Arrays;
import java.util.function.Predicate;

/**
 * All connection pools of one event loop, by server, and the bound on what they keep together: at
 * most {@value #MAX_IDLE} idle connections. Event loop only.
 */
public final class UpstreamPools implements ConnectionPool.IdleCount {

  private static final int MAX_IDLE = 4096;

  private final int maxIdle;
  private final Worker worker;
  private final Transport transport;
  private ConnectionPool[] pools = new ConnectionPool[16];
  private int idle;
  private int nextToShrink;

  /** No pools yet. */
  public UpstreamPools(Worker worker, Transport transport) {
    this(worker, transport, MAX_IDLE);
  }

  UpstreamPools(Worker worker, Transport transport, int maxIdle) {
    this.maxIdle = maxIdle;
    this.worker = worker;
    this.transport = transport;
  }

  /** The pool of {@code server}, made on first use. */
  public ConnectionPool of(Server server) {
    int id = server.id();
    if (id >= pools.length) {
      pools = Arrays.copyOf(pools, Math.max(pools.length * 2, id + 1));
    }
    ConnectionPool pool = pools[id];
    if (pool == null || pool.server() != server) {
      if (pool != null) {
        pool.close();
      }
      pool = ConnectionPool.of(worker, transport, server, this);
      pools[id] = pool;
    }
    return pool;
  }

  /** Closes the pools of all servers that {@code kept} does not accept. */
  public void retain(Predicate<Server> kept) {
    for (int i = 0; i < pools.length; i++) {
      ConnectionPool pool = pools[i];
      if (pool != null && !kept.test(pool.server())) {
        pool.close();
        pools[i] = null;
      }
    }
  }

  /**
   * Closes the idle connections to {@code server}, which is not to be used for now. Where it fails,
   * what waits for its answers is offered to go elsewhere.
   */
  public void evacuate(Server server) {
    ConnectionPool pool = server.id() < pools.length ? pools[server.id()] : null;
    if (pool != null && pool.server() == server) {
      worker.clock().nanos();
      pool.closeIdle();
      if (server.isFailing()) {
        pool.offerElsewhere();
      }
    }
  }

  /** Ends all connections to {@code server}, whatever they are used for. */
  public void evict(Server server, ProxyError reason) {
    ConnectionPool pool = server.id() < pools.length ? pools[server.id()] : null;
    if (pool != null && pool.server() == server) {
      worker.clock().nanos();
      pool.evict(reason);
    }
  }

  @Override
  public void added() {
    if (++idle > maxIdle) {
      shrink();
    }
  }

  @Override
  public void removed() {
    idle--;
  }

  /** Takes the oldest of each pool in turn: large pools shrink most, no server loses them all. */
  private void shrink() {
    for (int i = 0; i < pools.length; i++) {
      nextToShrink = (nextToShrink + 1) % pools.length;
      ConnectionPool pool = pools[nextToShrink];
      if (pool != null && pool.closeOldest()) {
        return;
      }
    }
  }
}
