package io.forebay.admin.stats;

/**
 * What went wrong with servers, since the start.
 *
 * @param connect connections that could not be made
 * @param reset connections that ended before the answer did
 * @param timeout answers that did not come in time
 * @param invalid answers that were no HTTP
 * @param serverErrors answers with a status of 500 or more
 */
public record Failures(long connect, long reset, long timeout, long invalid, long serverErrors) {

  public static final Failures NONE = new Failures(0, 0, 0, 0, 0);

  Failures plus(Failures other) {
    return new Failures(
        connect + other.connect,
        reset + other.reset,
        timeout + other.timeout,
        invalid + other.invalid,
        serverErrors + other.serverErrors);
  }

  /** All of them. */
  public long total() {
    return connect + reset + timeout + invalid + serverErrors;
  }
}
