/**
 * One process of the daemon takes over from another: its listening sockets, and with them the
 * clients that wait in their queues.
 *
 * <p>{@link io.forebay.daemon.upgrade.UpgradeServer} is the side that is there, {@link
 * io.forebay.daemon.upgrade.Takeover} the side that comes. Both talk in lines of text over a unix
 * socket:
 *
 * <pre>
 *   new  takeover 1            the version of this conversation
 *   old  sockets 3             and then a line for each
 *   new  send
 *   old  (three descriptors)
 *   new  ready 0 1             everything is open; those that it needs, by their place in the list
 *   old  go                    no longer accepts
 *   new  serving               accepts
 *   old  done                  has closed its descriptors; drains
 * </pre>
 *
 * <p>Up to {@code serving}, whatever goes wrong leaves the old process as it was: it accepts again.
 * A line {@code failed REASON} says why. With {@code start LAUNCHER} somebody asks the old process
 * to start a new one; it answers {@code started PID} and then {@code done} or {@code failed}.
 */
@NullMarked
package io.forebay.daemon.upgrade;

import org.jspecify.annotations.NullMarked;
