/**
 * What systemd, or whoever else talks as it does, says to the process and wants to hear from it.
 *
 * <p>{@link io.forebay.daemon.systemd.Activation} reads the sockets that it has opened, {@link
 * io.forebay.daemon.systemd.Notifier} tells it the state of the process. Both do nothing where the
 * environment does not ask for it. Linux only.
 */
@NullMarked
package io.forebay.daemon.systemd;

import org.jspecify.annotations.NullMarked;
