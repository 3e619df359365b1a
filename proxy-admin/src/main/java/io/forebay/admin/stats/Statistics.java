package io.forebay.admin.stats;

import java.time.Instant;
import java.util.List;

/**
 * What goes on at one moment.
 *
 * @param at when
 * @param listeners in the order of the configuration
 * @param backends in the order of the configuration
 */
public record Statistics(
    Instant at, List<ListenerStatistics> listeners, List<BackendStatistics> backends) {

  public Statistics {
    listeners = List.copyOf(listeners);
    backends = List.copyOf(backends);
  }
}
