package io.forebay.exchange;

import io.forebay.config.ForwardedConfig;
import io.forebay.route.RouteTable;

/**
 * What a listener does with requests under one configuration. Immutable; shared by all event loops.
 *
 * @param name the listener's name
 * @param metricId its number in metrics
 * @param forwarded whose word counts for a client's address
 * @param routes the routes, the default backend among them
 * @param unmatched the plan of a request that no route takes, or that is refused before it is
 *     routed
 */
public record ListenerPlan(
    String name,
    int metricId,
    ForwardedConfig forwarded,
    RouteTable<RoutePlan> routes,
    RoutePlan unmatched) {}
