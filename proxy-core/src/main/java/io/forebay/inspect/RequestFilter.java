package io.forebay.inspect;

import io.forebay.backend.Backend;
import io.forebay.backend.Server;
import io.forebay.config.NetworkSet;
import io.forebay.config.StatusRange;
import io.forebay.exchange.Exchange;
import io.forebay.http.HttpHead;
import io.forebay.util.Ascii;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Which requests somebody wants to see: all for which everything holds that is said. Immutable; any
 * event loop.
 *
 * @param names of listener, route, backend and server
 * @param statuses of the answer; empty for any, none included
 * @param clients their addresses; empty for any
 * @param path what the path begins with, as it was received; empty for any
 * @param minNanos how long it took at least
 * @param oneIn that one in so many is shown, by chance; 1 for all
 */
public record RequestFilter(
    Names names,
    List<StatusRange> statuses,
    NetworkSet clients,
    String path,
    long minNanos,
    int oneIn) {

  /** Everything. */
  public static final RequestFilter ALL =
      new RequestFilter(Names.ANY, List.of(), NetworkSet.EMPTY, "", 0, 1);

  /** Names that must be these; null for any. */
  public record Names(
      @Nullable String listener,
      @Nullable String route,
      @Nullable String backend,
      @Nullable String server) {

    /** Any. */
    public static final Names ANY = new Names(null, null, null, null);

    boolean match(Exchange exchange) {
      return is(listener, exchange.listener().name())
          && is(route, exchange.plan().label())
          && isBackend(exchange.plan().backend())
          && isServer(exchange.server());
    }

    private boolean isBackend(@Nullable Backend found) {
      return backend == null || (found != null && found.name().equals(backend));
    }

    private boolean isServer(@Nullable Server found) {
      return server == null || (found != null && found.name().equals(server));
    }

    private static boolean is(@Nullable String wanted, String name) {
      return wanted == null || wanted.equals(name);
    }
  }

  public RequestFilter {
    statuses = List.copyOf(statuses);
  }

  /** Whether {@code exchange}, which has ended now, is to be shown. */
  boolean matches(Exchange exchange, long nowNanos) {
    return names.match(exchange)
        && isStatus(exchange.status())
        && nowNanos - exchange.startNanos() >= minNanos
        && isClient(exchange)
        && isPath(exchange.clientRequest())
        && (oneIn == 1 || ThreadLocalRandom.current().nextInt(oneIn) == 0);
  }

  private boolean isStatus(int status) {
    boolean found = statuses.isEmpty();
    for (int i = 0; i < statuses.size() && !found; i++) {
      found = statuses.get(i).contains(status);
    }
    return found;
  }

  private boolean isClient(Exchange exchange) {
    byte[] address = clients.isEmpty() ? null : exchange.clientAddress();
    return clients.isEmpty() || (address != null && clients.contains(address));
  }

  private boolean isPath(HttpHead head) {
    int from = head.pathStart();
    return path.isEmpty()
        || (head.pathEnd() - from >= path.length()
            && Arrays.equals(
                head.bytes(), from, from + path.length(), Ascii.bytes(path), 0, path.length()));
  }
}
