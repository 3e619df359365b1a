/**
 * What is happening right now, for operators: requests that were refused, requests as they end.
 * Imports {@code exchange}, which knows nothing of it; what may be a client's secret is masked
 * here, before it leaves the event loop. Costs a request that is served one look whether anybody
 * follows.
 */
@NullMarked
package io.forebay.inspect;

import org.jspecify.annotations.NullMarked;
