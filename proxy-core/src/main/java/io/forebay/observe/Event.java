package io.forebay.observe;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Something that an operator may want to know of afterwards.
 *
 * @param number from 1 on, without gaps since the start of the process
 * @param backend null where it concerns none
 * @param server null where it concerns none
 * @param text what has happened and why, in one line
 */
public record Event(
    long number,
    Instant at,
    Kind kind,
    @Nullable String backend,
    @Nullable String server,
    String text) {

  /** What it is about. */
  public enum Kind {
    /** A server went up or down. */
    HEALTH,
    /** A server was drained, taken out or taken in again. */
    ADMIN,
    /** A server is avoided, or no longer. */
    AVOIDANCE,
    BREAKER,
    RELOAD,
    WEIGHT,
    /** A server was added or removed at run time, or the file has made up for that. */
    SERVER,
    /** The {@code max_connections} of a server were changed. */
    LIMIT,
    /** A certificate was changed, refused or is about to expire. */
    CERTIFICATE,
    /** A change was refused to an operator, or a token or password was wrong. */
    AUDIT,
    LIFE;

    /** The name for users, such as {@code health}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
