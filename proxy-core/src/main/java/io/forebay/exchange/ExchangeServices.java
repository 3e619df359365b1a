package io.forebay.exchange;

import io.forebay.http.Worker;
import io.forebay.upstream.UpstreamPools;

/**
 * What the exchanges of one event loop share.
 *
 * @param worker the event loop
 * @param pools its connections to servers
 * @param observer who is told of every exchange
 * @param watch who looks at those that have ended
 * @param replay what bounds the bodies that are kept, that of all event loops
 */
public record ExchangeServices(
    Worker worker,
    UpstreamPools pools,
    ExchangeObserver observer,
    ExchangeWatch watch,
    ReplayMemory replay) {}
