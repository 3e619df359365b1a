package io.forebay.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The cookie by which clients stay with one of the backends that share a route.
 *
 * @param cookie its name
 * @param path that it is for, default {@code /}
 * @param domain that it is for; null for the host of the request alone
 * @param httpOnly whether scripts do not see it, default true
 * @param secure whether it is for encrypted connections alone; null for those it is set over
 * @param sameSite with which requests from other sites it is sent, default {@link SameSite#LAX}
 * @param maxAge how long clients keep it, in whole seconds; null for as long as they run
 */
public record SplitCookieConfig(
    String cookie,
    String path,
    @Nullable String domain,
    boolean httpOnly,
    @Nullable Boolean secure,
    SameSite sameSite,
    @Nullable Duration maxAge) {

  public SplitCookieConfig {
    StickyConfig.cookieName(cookie);
    StickyConfig.cookiePath(path);
    if (domain != null) {
      StickyConfig.cookieDomain(domain);
    }
    if (maxAge != null) {
      Checks.positive("max_age", maxAge);
    }
    Checks.require(
        sameSite != SameSite.NONE || Boolean.TRUE.equals(secure),
        "same_site",
        "none",
        "secure: true with it, as browsers refuse it otherwise");
  }

  /** A cookie of this name, for as long as a client runs. */
  public static SplitCookieConfig of(String cookie) {
    return new SplitCookieConfig(cookie, "/", null, true, null, SameSite.LAX, null);
  }
}
