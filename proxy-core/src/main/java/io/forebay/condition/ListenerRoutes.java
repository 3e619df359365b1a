package io.forebay.condition;

import io.forebay.config.ListenerConfig;
import io.forebay.config.MatchConfig;
import io.forebay.config.RouteConfig;
import io.forebay.route.RouteTable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The routes of a listener as a table, its default behind all others. */
public final class ListenerRoutes {

  /** The label of what is done with requests that no route takes. */
  public static final String DEFAULT_ROUTE = "*";

  private ListenerRoutes() {}

  /**
   * The table of what {@code values} makes of the routes. Whoever asks it decides by {@link
   * RequestConditions} about those that have conditions.
   */
  public static <T> RouteTable<T> table(
      ListenerConfig listener, Function<? super RouteConfig, ? extends T> values) {
    RouteTable.Builder<T> table = RouteTable.builder();
    for (RouteConfig route : listener.routes()) {
      boolean conditional = RequestConditions.of(route.match(), listener.forwarded()) != null;
      table.priority(route.priority()).conditional(conditional);
      RoutePlaces.add(table, route.match(), values.apply(route));
    }
    RouteConfig last = last(listener);
    if (last != null) {
      table.priority(lowestPriority(listener)).conditional(false);
      RoutePlaces.add(table, last.match(), values.apply(last));
    }
    return table.build();
  }

  /** The default backend or the redirect of the listener. */
  private static @Nullable RouteConfig last(ListenerConfig listener) {
    if (listener.redirect() == null && listener.defaultBackend() == null) {
      return null;
    }
    return new RouteConfig(
        MatchConfig.ANY,
        listener.defaultBackend(),
        null,
        listener.redirect(),
        null,
        null,
        listener.headers(),
        listener.overrides(),
        0,
        DEFAULT_ROUTE);
  }

  private static int lowestPriority(ListenerConfig listener) {
    return listener.routes().stream().mapToInt(RouteConfig::priority).reduce(0, Math::min);
  }
}
