package io.forebay.runtime;

import io.forebay.http.Worker;
import io.forebay.inspect.LoopRejections;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the connections of one listener and event loop that were to begin with a header of the
 * PROXY protocol and did not, and logs one of them in ten seconds at most. Event loop only.
 */
final class BadProxyHeaders {

  private static final Logger LOG = LoggerFactory.getLogger(BadProxyHeaders.class);

  private final String listener;
  private final int listenerId;
  private final Worker worker;
  private final LoopRejections rejections;
  private final LogPace pace = new LogPace();

  BadProxyHeaders(String listener, int listenerId, WorkerContext context) {
    this.listener = listener;
    this.listenerId = listenerId;
    this.worker = context.worker();
    this.rejections = context.rejections();
  }

  /** The connection of {@code peer} is closed for {@code reason}; null is a unix socket's. */
  void report(@Nullable SocketAddress peer, String reason) {
    worker.stats().badProxyHeaders.add(listenerId, 1);
    rejections.connection(listener, Clients.text(peer), "proxy_header", reason);
    int count = pace.happened(worker.clock().recent());
    if (count > 0) {
      LOG.warn(
          "listener {}: connection of {} closed: {} ({} since the last such line)",
          listener,
          peer == null ? "unix:" : peer,
          reason,
          count);
    }
  }
}
