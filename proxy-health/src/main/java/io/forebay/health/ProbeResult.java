package io.forebay.health;

/**
 * What one check found.
 *
 * @param text such as {@code check answered 503} or {@code connection refused}
 */
record ProbeResult(boolean success, String text) {

  static ProbeResult success(String text) {
    return new ProbeResult(true, text);
  }

  static ProbeResult failure(String text) {
    return new ProbeResult(false, text);
  }
}
