package io.forebay.admin.resource;

import io.forebay.backend.Backend;
import io.forebay.backend.Server;
import io.forebay.backend.WeightedServer;
import io.forebay.config.ListenerConfig;
import io.forebay.config.yaml.Suggestions;
import io.forebay.limit.RateLimitZone;
import io.forebay.runtime.ProxyStatus;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds what a path names. */
final class Names {

  private static final int MOST_LISTED = 20;

  private Names() {}

  static Backend backend(ProxyStatus status, String name) {
    return status.backends().stream()
        .filter(it -> it.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                unknown(
                    "backend " + name,
                    name,
                    status.backends().stream().map(Backend::name).toList()));
  }

  static RateLimitZone zone(ProxyStatus status, String name) {
    return status.rateLimits().stream()
        .filter(it -> it.config().name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                unknown(
                    "rate limit " + name,
                    name,
                    status.rateLimits().stream().map(it -> it.config().name()).toList()));
  }

  static WeightedServer server(Backend backend, String name) {
    return backend.servers().stream()
        .filter(it -> it.server().name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                unknown(
                    "server " + name + " of backend " + backend.name(),
                    name,
                    backend.servers().stream().map(it -> it.server().name()).toList()));
  }

  static ListenerConfig listener(ProxyStatus status, String name) {
    ListenerConfig found = status.config().listeners().get(name);
    if (found == null) {
      throw unknown("listener " + name, name, List.copyOf(status.config().listeners().keySet()));
    }
    return found;
  }

  /** The one that a query names, or all of them. */
  static Collection<ListenerConfig> listeners(ProxyStatus status, AdminRequest request) {
    String name = request.query().get("listener");
    return name == null ? status.config().listeners().values() : List.of(listener(status, name));
  }

  /** A reload may have given it another weight since, or have removed it. */
  static WeightedServer now(ProxyStatus status, Server server) {
    return status.backends().stream()
        .flatMap(it -> it.servers().stream())
        .filter(it -> it.server() == server)
        .findFirst()
        .orElseGet(() -> new WeightedServer(server, 0));
  }

  private static ApiException unknown(String what, String name, List<String> known) {
    return new ApiException(404, what + ": unknown (expected: " + choice(name, known) + ")");
  }

  /** All of {@code known}, or many of them, and which one was probably meant. */
  static String choice(String name, List<String> known) {
    String more = known.size() > MOST_LISTED ? ", ..." : "";
    String nearest = Suggestions.nearest(name, known);
    return String.join(", ", known.subList(0, Math.min(known.size(), MOST_LISTED)))
        + more
        + (nearest == null ? "" : "; did you mean " + nearest + "?");
  }

  /** A whole number in the query. */
  static long number(@Nullable String text, String name, long fallback) {
    if (text == null) {
      return fallback;
    }
    if (!text.matches("[0-9]{1,18}")) {
      throw new ApiException(400, name + ": " + text + " (expected: a whole number from 0)");
    }
    return Long.parseLong(text);
  }
}
