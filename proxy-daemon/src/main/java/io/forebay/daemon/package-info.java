/** Composition root of the daemon: the only package that knows every module. */
@NullMarked
package io.forebay.daemon;

import org.jspecify.annotations.NullMarked;
