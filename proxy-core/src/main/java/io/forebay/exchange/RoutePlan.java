package io.forebay.exchange;

import io.forebay.backend.Backend;
import io.forebay.condition.RequestConditions;
import org.jspecify.annotations.Nullable;

/**
 * All that is to be done with the requests of one route. Immutable; shared by all event loops.
 *
 * @param metricId the number of the route in metrics
 * @param label the route's name in metrics and logs
 * @param filters the steps, in the order in which requests pass them
 * @param backend where requests go; null where a filter answers, or where no route matched
 * @param settings limits, times and retries
 * @param hash what the backend tells requests apart by; null where it does not
 * @param sticky how clients keep their server by a cookie; null where they do not
 * @param conditions what must hold of a request beside its host and path; null for nothing
 * @param fallback where requests go that no server of the backend can take; null for nowhere
 * @param split the plans that share the requests, one of which takes the place of this one; null
 *     where this one takes all
 */
public record RoutePlan(
    int metricId,
    String label,
    FilterChain filters,
    @Nullable Backend backend,
    RouteSettings settings,
    @Nullable RequestHash hash,
    @Nullable Stickiness sticky,
    @Nullable RequestConditions conditions,
    @Nullable RoutePlan fallback,
    @Nullable Split split) {

  /** A plan of the requests for which {@code conditions} hold, which {@code split} shares out. */
  public RoutePlan splitInto(Split split, @Nullable RequestConditions conditions) {
    return new RoutePlan(
        metricId, label, filters, backend, settings, hash, sticky, conditions, fallback, split);
  }

  /** The plan of one request: this one, or the one that is drawn for it. */
  RoutePlan of(Exchange exchange) {
    return split == null ? this : split.of(exchange);
  }

  /** Whether there is a server for a request, here or where it falls back to. Any thread. */
  boolean mayServe() {
    return (backend != null && backend.mayServe(null)) || (fallback != null && fallback.mayServe());
  }

  /** How requests are tried again; null without a backend. */
  public @Nullable RetryPolicy retry() {
    return settings.retry();
  }
}
