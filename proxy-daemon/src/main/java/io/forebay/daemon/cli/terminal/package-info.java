/**
 * What commands show to people: text that cannot control a terminal, tables, and the terminal
 * itself.
 *
 * <p>Knows nothing of the daemon. Main thread only.
 */
@NullMarked
package io.forebay.daemon.cli.terminal;

import org.jspecify.annotations.NullMarked;
