/**
 * What watches exchanges: metrics and the access log. Imports {@code exchange}, which knows nothing
 * of it. One observer per event loop.
 */
@NullMarked
package io.forebay.observe;

import org.jspecify.annotations.NullMarked;
