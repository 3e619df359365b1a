/**
 * Small things that know nothing of HTTP: time, timers, ASCII.
 *
 * <p>Imports nothing of ours. Everything here is confined to one event loop unless it says
 * otherwise.
 */
@NullMarked
package io.forebay.util;

import org.jspecify.annotations.NullMarked;
