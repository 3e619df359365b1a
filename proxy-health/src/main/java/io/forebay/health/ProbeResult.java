package io.forebay.health;

/**
 * What one check found.
 *
 * @param verdict what it says of the server
 * @param text such as {@code check answered 503} or {@code connection refused}
 */
public record ProbeResult(Verdict verdict, String text) {

  /** What a check says of a server. */
  public enum Verdict {
    GOOD,
    FAILED,
    /** A failure by intent: the server is well and says that this is not its role. */
    OTHER_ROLE,
    /** Nothing, since the proxy itself could not ask. */
    UNKNOWN
  }

  ProbeResult(boolean success, String text) {
    this(success ? Verdict.GOOD : Verdict.FAILED, text);
  }

  static ProbeResult success(String text) {
    return new ProbeResult(Verdict.GOOD, text);
  }

  static ProbeResult failure(String text) {
    return new ProbeResult(Verdict.FAILED, text);
  }

  static ProbeResult otherRole(String text) {
    return new ProbeResult(Verdict.OTHER_ROLE, text);
  }

  static ProbeResult unknown(String text) {
    return new ProbeResult(Verdict.UNKNOWN, text);
  }

  /** Whether the check passed. */
  public boolean success() {
    return verdict == Verdict.GOOD;
  }
}
