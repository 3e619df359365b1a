package io.forebay.health;

/**
 * What one check found.
 *
 * @param verdict what it says of the server
 * @param text such as {@code check answered 503} or {@code connection refused}
 */
record ProbeResult(Verdict verdict, String text) {

  /** What a check says of a server. */
  enum Verdict {
    GOOD,
    FAILED,
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

  static ProbeResult unknown(String text) {
    return new ProbeResult(Verdict.UNKNOWN, text);
  }

  boolean success() {
    return verdict == Verdict.GOOD;
  }
}
