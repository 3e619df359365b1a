package io.forebay.runtime;

import io.forebay.config.ListenerConfig;
import io.forebay.config.ProxyConfig;
import io.forebay.config.RouteConfig;
import io.forebay.exchange.HttpFilter;
import io.forebay.util.Ticker;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Tells which filters the requests of a route pass, without a proxy that runs. Any thread. */
public final class RouteFilters {
  private RouteFilters() {}

  /** Their names in the order in which requests pass them, such as {@code client certificate}. */
  public static List<String> names(ProxyConfig config, ListenerConfig listener, RouteConfig route) {
    Ticker ticker = Ticker.system();
    StickyCompiler sticky = StickyCompiler.withoutServers(config);
    RateLimitZones limits = new RateLimitZones(config, null, ticker);
    String backend = route.backends().isEmpty() ? null : route.backends().get(0);
    RouteAnswer answer = RouteAnswer.of(route, backend);
    try (FilterServices services = new FilterServices(1, ticker)) {
      FilterCompiler compiler = new FilterCompiler(listener, config, services, sticky, limits);
      HttpFilter[] filters = compiler.compile(answer, route.headers(), route.overrides()).all();
      return Arrays.stream(filters).map(RouteFilters::name).toList();
    }
  }

  private static String name(HttpFilter filter) {
    String type = filter.getClass().getSimpleName().replaceFirst("Filter$", "");
    return type.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
  }
}
