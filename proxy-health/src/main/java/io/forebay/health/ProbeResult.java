package io.forebay.health;

import io.forebay.backend.CheckCode;
import io.forebay.backend.CheckReport;
import org.jspecify.annotations.Nullable;

/**
 * What one check found.
 *
 * @param verdict what it says of the server
 * @param text such as {@code check answered 503} or {@code connection refused}
 * @param note what a server that is down for this is, such as {@code role} or {@code not serving};
 *     null where there is nothing to say
 * @param code how the check ended; {@link CheckCode#UNK} where that is still to be said
 * @param status of HTTP that it was answered; 0 for none
 */
public record ProbeResult(
    Verdict verdict, String text, @Nullable String note, CheckCode code, int status) {

  /** What a check says of a server. */
  public enum Verdict {
    GOOD,
    FAILED,
    /** Nothing, since the proxy itself could not ask. */
    UNKNOWN
  }

  /** A result without a note. */
  public ProbeResult(Verdict verdict, String text) {
    this(verdict, text, null, CheckCode.UNK, 0);
  }

  ProbeResult(boolean success, String text) {
    this(success ? Verdict.GOOD : Verdict.FAILED, text);
  }

  static ProbeResult success(String text) {
    return new ProbeResult(true, text);
  }

  static ProbeResult failure(String text) {
    return new ProbeResult(false, text);
  }

  static ProbeResult failure(String text, String note) {
    return new ProbeResult(Verdict.FAILED, text, note, CheckCode.UNK, 0);
  }

  /** A failure by intent: the server is well and says that this is not its role. */
  static ProbeResult otherRole(String text) {
    return failure(text, CheckReport.ROLE);
  }

  static ProbeResult unknown(String text) {
    return new ProbeResult(Verdict.UNKNOWN, text);
  }

  /** The same with how it ended. */
  ProbeResult as(CheckCode how) {
    return as(how, status);
  }

  /** The same with how it ended, and the status of the answer. */
  ProbeResult as(CheckCode how, int answered) {
    return new ProbeResult(verdict, text, note, how, answered);
  }

  /** Whether the check passed. */
  public boolean success() {
    return verdict == Verdict.GOOD;
  }
}
