package io.forebay.health;

import io.forebay.backend.ServerState;

/**
 * Decides from one check after the other whether a server is up. Control loop only.
 *
 * <pre>
 *   state      result      next
 *   UNCHECKED  any         UP or DOWN at once
 *   UP         success     UP, failures forgotten
 *   UP         failure     DOWN after {@code fall} in a row
 *   DOWN       failure     DOWN, successes forgotten
 *   DOWN       success     UP after {@code rise} in a row, or at once if nobody else can serve
 * </pre>
 */
final class RiseFall {

  private final int rise;
  private final int fall;
  private int against;

  RiseFall(int rise, int fall) {
    this.rise = rise;
    this.fall = fall;
  }

  /**
   * Takes the result of one check.
   *
   * @param state of the server up to now
   * @param admitAtOnce whether one success is enough
   * @return the state of the server from now on
   */
  ServerState onResult(ServerState state, boolean success, boolean admitAtOnce) {
    ServerState shown = success ? ServerState.UP : ServerState.DOWN;
    int needed = needed(success);
    if (state == shown || state == ServerState.UNCHECKED) {
      against = 0;
      return shown;
    }
    against++;
    if (against < needed && !(success && admitAtOnce)) {
      return state;
    }
    against = 0;
    return shown;
  }

  /** Results in a row that it takes to change a server's state. */
  int needed(boolean success) {
    return success ? rise : fall;
  }

  /** How many results in a row have spoken against the state of the server. */
  int against() {
    return against;
  }
}
