/**
 * The command line: one command per class, under {@link io.forebay.daemon.cli.ForebayCommand}.
 *
 * <p>Knows the configuration, and of the rest of the daemon only {@link
 * io.forebay.daemon.cli.Actions}. Main thread only.
 */
@NullMarked
package io.forebay.daemon.cli;

import org.jspecify.annotations.NullMarked;
