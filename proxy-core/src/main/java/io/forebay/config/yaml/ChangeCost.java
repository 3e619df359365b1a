package io.forebay.config.yaml;

import io.forebay.config.yaml.ConfigDiff.Change;
import io.forebay.config.yaml.ConfigDiff.Entry;
import io.forebay.config.yaml.ConfigDiff.Key;
import java.util.Set;
import java.util.function.Predicate;

/** What it costs to put a change in force. No request under way is lost by any of them. */
public enum ChangeCost {
  /** The next request or connection is served by it; none is closed. */
  NONE(true),

  /**
   * Connections to a server are made anew, and nothing is known of it before its first check; those
   * of clients stay.
   */
  POOL(true),

  /** Another address is bound, and client connections of one that goes end with their answers. */
  REBIND(false),

  /** Client connections end with their answers. */
  CONNECTIONS(false),

  /** It takes effect only after a restart. */
  RESTART(false);

  private static final Set<String> OF_THE_PROCESS =
      Set.of("worker_threads", "node", "user", "group", "pid_file", "upgrade_socket");
  private static final Set<String> OF_THE_SERVER =
      Set.of("address", "protocol", "host", "send_proxy");

  private final boolean hitless;

  ChangeCost(boolean hitless) {
    this.hitless = hitless;
  }

  /** Whether no client notices it. */
  public boolean isHitless() {
    return hitless;
  }

  public static ChangeCost of(Entry entry) {
    return switch (entry.kind()) {
      case GLOBAL -> has(entry, OF_THE_PROCESS::contains) ? RESTART : NONE;
      case LISTENER ->
          entry.change() == Change.REMOVED
              ? CONNECTIONS
              : has(entry, "bind"::equals) ? REBIND : NONE;
      case SERVER ->
          entry.change() == Change.REMOVED || has(entry, ChangeCost::isOfTheServer) ? POOL : NONE;
      case BACKEND -> entry.change() == Change.REMOVED ? POOL : NONE;
      case ADMIN -> has(entry, "bind"::equals) ? REBIND : NONE;
      case RATE_LIMIT, CERTIFICATE, ROUTE -> NONE;
    };
  }

  private static boolean isOfTheServer(String key) {
    return OF_THE_SERVER.contains(key) || key.equals("tls") || key.startsWith("tls.");
  }

  private static boolean has(Entry entry, Predicate<String> wanted) {
    return entry.keys().stream().map(Key::key).anyMatch(wanted);
  }
}
