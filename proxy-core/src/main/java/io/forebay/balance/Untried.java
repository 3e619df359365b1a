package io.forebay.balance;

import io.forebay.backend.EligibleServers;
import io.forebay.backend.Server;
import io.forebay.backend.TriedServers;
import org.jspecify.annotations.Nullable;

/** The last resort of a policy whose own order was moved on by other loops meanwhile. */
final class Untried {

  private Untried() {}

  /** The first server not tried yet, or null. */
  static @Nullable Server first(EligibleServers eligible, TriedServers tried) {
    for (int i = 0; i < eligible.size(); i++) {
      if (!tried.contains(eligible.server(i))) {
        return eligible.server(i);
      }
    }
    return null;
  }
}
