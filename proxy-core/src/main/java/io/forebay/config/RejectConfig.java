package io.forebay.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a request that is not let in.
 *
 * @param status 400 to 599 but those that ask for a password, 401 and 407; {@link #CLOSE} for no
 *     answer at all
 * @param tarpit how long the client waits for it, at most 10 min; null for not at all
 */
public record RejectConfig(int status, @Nullable Duration tarpit) {

  /** The connection is closed, or the stream of HTTP/2 reset, without an answer. */
  public static final int CLOSE = 0;

  public static final int DEFAULT_STATUS = 403;
  public static final Duration LONGEST_TARPIT = Duration.ofMinutes(10);

  /** What statuses there may be, in words. */
  public static final String STATUSES = "a status from 400 to 599, but neither 401 nor 407";

  /** 403, at once. */
  public static final RejectConfig DEFAULT = new RejectConfig(DEFAULT_STATUS, null);

  public RejectConfig {
    Checks.require(
        isStatus(status) || status == CLOSE && tarpit == null, "status", status, STATUSES);
    if (tarpit != null) {
      Checks.positive("tarpit", tarpit);
      Checks.require(tarpit.compareTo(LONGEST_TARPIT) <= 0, "tarpit", tarpit, "at most 10 min");
    }
  }

  /** Whether a client may be refused with this status. */
  public static boolean isStatus(int status) {
    return status >= 400 && status <= 599 && status != 401 && status != 407;
  }
}
