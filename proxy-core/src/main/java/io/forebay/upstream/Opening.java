package io.forebay.upstream;

/** A connection that is being made, as those see it who wait for it. Event loop only. */
interface Opening {

  /** {@code waiter} waits no more; when nobody does, the connection is given up. */
  void leave(Connecting waiter);
}
