/**
 * The running proxy: builds a snapshot of a configuration, swaps it in, opens and closes listeners,
 * drains.
 *
 * <p>{@link io.forebay.runtime.Proxy} is the entry. Lifecycle and reloads run on the control
 * thread; the event loops read the current snapshot and nothing else of this package.
 */
@NullMarked
package io.forebay.runtime;

import org.jspecify.annotations.NullMarked;
