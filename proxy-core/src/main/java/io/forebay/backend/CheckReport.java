package io.forebay.backend;

import org.jspecify.annotations.Nullable;

/**
 * What active checks have found of a server so far.
 *
 * @param text of the last one, such as {@code check answered 503}
 * @param durationNanos of the last one, from its start to its result
 * @param against how many in a row speak against the server's state, the last one included; 0 as
 *     long as nothing does
 * @param needed how many in a row it takes to change the state
 * @param passed good checks since the server is checked
 * @param failed failed checks since then
 * @param note what the last one found a server to be that is down for it, such as {@link #ROLE};
 *     null where there is nothing to say
 * @param code how the last one ended
 * @param status of HTTP that the last one was answered; 0 for none
 */
public record CheckReport(
    String text,
    long durationNanos,
    int against,
    int needed,
    long passed,
    long failed,
    @Nullable String note,
    CheckCode code,
    int status) {

  /** The note of a server that is well and has another role. */
  public static final String ROLE = "role";

  /** Of a check of health. */
  public CheckReport(
      String text, long durationNanos, int against, int needed, long passed, long failed) {
    this(text, durationNanos, against, needed, passed, failed, null, CheckCode.UNK, 0);
  }

  /** Nothing yet. */
  public static final CheckReport NONE =
      new CheckReport("not checked", 0, 0, 0, 0, 0, null, CheckCode.INI, 0);
}
