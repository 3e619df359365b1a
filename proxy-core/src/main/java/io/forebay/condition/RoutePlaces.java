package io.forebay.condition;

import io.forebay.config.MatchConfig;
import io.forebay.route.RouteTable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts a value where the hosts and the path of a match point to. */
public final class RoutePlaces {
  private RoutePlaces() {}

  /** Adds {@code value} once for each host. */
  public static <T> void add(RouteTable.Builder<T> table, MatchConfig match, T value) {
    List<String> hosts = match.hosts();
    if (hosts.isEmpty()) {
      add(table, null, match, value);
    }
    hosts.forEach(host -> add(table, host, match, value));
  }

  private static <T> void add(
      RouteTable.Builder<T> table, @Nullable String host, MatchConfig match, T value) {
    String path = match.wholePath();
    String regex = match.pathRegex();
    String prefix = match.prefix();
    if (path != null) {
      table.exact(host, path, value);
    } else if (regex != null) {
      table.regex(host, regex, value);
    } else {
      table.prefix(host, prefix == null ? "/" : prefix, value);
    }
  }
}
