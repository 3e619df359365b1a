/**
 * What becomes of a request under a configuration that nothing runs: {@link
 * io.forebay.daemon.explain.Explanation}. Opens no socket and asks no server. Any thread.
 */
@NullMarked
package io.forebay.daemon.explain;

import org.jspecify.annotations.NullMarked;
