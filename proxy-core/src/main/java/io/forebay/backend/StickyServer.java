package io.forebay.backend;

/**
 * A server as the one that a client has: it alone will do, and it may serve its clients when it is
 * given no new ones. Immutable; any event loop.
 *
 * @param weighted the server under the configuration in which it was found
 * @param whileDraining whether it keeps its clients while it drains, or has weight 0
 * @param always whether it keeps them while it is down, so that nobody serves them then
 */
public record StickyServer(WeightedServer weighted, boolean whileDraining, boolean always) {

  /** What has come of asking for a slot. */
  public enum Slot {
    /** It is the exchange's, to be given back to the backend. */
    TAKEN,
    /** There will be one. */
    FULL,
    /** The server is not to be used. */
    NONE
  }

  public Server server() {
    return weighted.server();
  }

  /** Whether it may serve its clients, now or when it has room. Any thread. */
  public boolean isUsable() {
    Server server = server();
    boolean open = server.adminState() == AdminState.READY && weighted.effectiveWeight() > 0;
    boolean kept = whileDraining && server.adminState() != AdminState.MAINT;
    // One that is merely suspected is better than none.
    return (open || kept) && !isDown() && (always || !server.isAvoided());
  }

  /** Whether it is down, or taken for that because of its answers. Any thread. */
  public boolean isDown() {
    Server server = server();
    return !server.state().isEligible()
        || server.isAvoided(Avoidance.EJECTED)
        || !server.isPassable();
  }

  /** Counts an exchange with it, if it may be used and has room. */
  public Slot take(GuardPermit permit) {
    if (!isUsable()) {
      return Slot.NONE;
    }
    Server server = server();
    if (server.isFull()) {
      return Slot.FULL;
    }
    if (!permit.acquire(server)) {
      return Slot.NONE;
    }
    if (server.tryBegin()) {
      return Slot.TAKEN;
    }
    permit.end(Outcome.ABANDONED);
    return Slot.FULL;
  }
}
