/**
 * Composition root of the daemon: the only package that knows every module.
 *
 * <p>{@link io.forebay.daemon.Main} is the entry. What changes the state of the proxy (start,
 * reload, stop) runs on the main thread; signals only leave word for it.
 */
@NullMarked
package io.forebay.daemon;

import org.jspecify.annotations.NullMarked;
