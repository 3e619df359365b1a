package io.forebay.admin.page;

import io.forebay.admin.stats.ServerStatistics;
import java.util.Locale;

/** How a server stands, in one word; the worst first. */
enum Standing {
  DOWN("\u2715"),
  /** Up, but given requests only where no other server can be. */
  AVOIDED("!"),
  DRAIN("\u2193"),
  MAINT("\u25a0"),
  /** Well, but something else than what is asked for. */
  STANDBY("\u25d0"),
  UNCHECKED("\u25cb"),
  UP("\u25cf");

  private static final String OTHER_ROLE = "(role)";

  private final String sign;

  Standing(String sign) {
    this.sign = sign;
  }

  static Standing of(ServerStatistics server) {
    if (server.state().equals("maint")) {
      return MAINT;
    }
    if (server.health().equals("down") || server.health().equals("unresolved")) {
      return server.healthText().contains(OTHER_ROLE) ? STANDBY : DOWN;
    }
    if (server.state().equals("drain")) {
      return DRAIN;
    }
    if (!server.avoided().isEmpty() || isBroken(server)) {
      return AVOIDED;
    }
    return server.health().equals("unchecked") ? UNCHECKED : UP;
  }

  /** Whether its circuit breaker is not closed. */
  static boolean isBroken(ServerStatistics server) {
    return server.breaker() != null && !server.breaker().equals("closed");
  }

  /** A sign that tells it from the others without colour. */
  String sign() {
    return sign;
  }

  /** The word for queries and styles. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether somebody should look. */
  boolean isTrouble() {
    return this == DOWN || this == AVOIDED;
  }
}
