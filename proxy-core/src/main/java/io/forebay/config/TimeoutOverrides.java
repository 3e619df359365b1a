package io.forebay.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The timeouts that one place of the configuration names; null where it says nothing. The
 * components are those of {@link TimeoutsConfig}.
 */
public record TimeoutOverrides(
    @Nullable Duration connect,
    @Nullable Duration client,
    @Nullable Duration server,
    @Nullable Duration requestHeaders,
    @Nullable Duration keepAlive,
    @Nullable Duration tunnel,
    @Nullable Duration queue,
    @Nullable Duration total,
    @Nullable Duration perTry) {

  /** Names nothing. */
  public static final TimeoutOverrides NONE =
      new TimeoutOverrides(null, null, null, null, null, null, null, null, null);

  /** Those that run before it is known where a request goes. */
  public TimeoutOverrides ofClients() {
    return new TimeoutOverrides(
        null, client, null, requestHeaders, keepAlive, null, null, null, null);
  }

  /** The others. */
  public TimeoutOverrides ofServers() {
    return new TimeoutOverrides(connect, null, server, null, null, tunnel, queue, total, perTry);
  }

  /** Both in one, where the inner one wins. */
  public TimeoutOverrides merge(TimeoutOverrides inner) {
    return new TimeoutOverrides(
        or(inner.connect, connect),
        or(inner.client, client),
        or(inner.server, server),
        or(inner.requestHeaders, requestHeaders),
        or(inner.keepAlive, keepAlive),
        or(inner.tunnel, tunnel),
        or(inner.queue, queue),
        or(inner.total, total),
        or(inner.perTry, perTry));
  }

  /** What is named here, and the rest as in {@code base}. */
  public TimeoutsConfig over(TimeoutsConfig base) {
    return new TimeoutsConfig(
        connect == null ? base.connect() : connect,
        client == null ? base.client() : client,
        server == null ? base.server() : server,
        requestHeaders == null ? base.requestHeaders() : requestHeaders,
        keepAlive == null ? base.keepAlive() : keepAlive,
        tunnel == null ? base.tunnel() : tunnel,
        or(queue, base.queue()),
        total == null ? base.total() : total,
        perTry == null ? base.perTry() : perTry);
  }

  private static @Nullable Duration or(@Nullable Duration first, @Nullable Duration second) {
    return first == null ? second : first;
  }
}
