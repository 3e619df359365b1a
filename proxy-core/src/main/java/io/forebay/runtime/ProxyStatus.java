package io.forebay.runtime;

import io.forebay.backend.Backend;
import io.forebay.stats.LoopStats;
import io.forebay.stats.MetricIds;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What may be known of a running proxy from outside. Any thread. */
public interface ProxyStatus {

  /** Why it must not be sent traffic, in one line; null when it is ready. */
  @Nullable String notReadyReason();

  /** The counters of every event loop. */
  List<LoopStats> loopStats();

  /** The names behind the numbers in {@link #loopStats()}. */
  MetricIds metricIds();

  /** The backends of the current configuration. */
  Collection<Backend> backends();

  /** Whether the last attempt to apply a configuration succeeded. */
  boolean isLastReloadSuccessful();
}
