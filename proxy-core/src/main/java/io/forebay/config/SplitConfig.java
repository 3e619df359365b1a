package io.forebay.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Several backends that share the requests of a route.
 *
 * @param backends 1 to {@value #MOST_BACKENDS}, each once and at least one of them with a weight
 * @param cookie by which clients stay with theirs; null where each request is drawn
 */
public record SplitConfig(List<WeightedBackend> backends, @Nullable SplitCookieConfig cookie) {

  public static final int MOST_BACKENDS = 100;

  public SplitConfig {
    backends = List.copyOf(backends);
    Checks.range("backends", backends.size(), 1, MOST_BACKENDS);
    Checks.require(
        backends.stream().map(WeightedBackend::name).distinct().count() == backends.size(),
        "backends",
        backends,
        "each once");
    Checks.require(
        backends.stream().anyMatch(it -> it.weight() > 0),
        "backends",
        backends,
        "at least one with a weight above 0");
  }
}
