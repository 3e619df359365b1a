package io.forebay.config;

import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What one place of the configuration says of how clients keep their server; null where it says
 * nothing. Clients are told apart by a cookie or by a key, never by both.
 *
 * @param off whether they do not, whatever is said further out
 * @param cookie name of the cookie
 * @param mode whose cookie it is, default {@link StickyMode#INSERT}
 * @param indirect whether servers do not see our cookie, and clients that have the right one are
 *     not given it again, default true
 * @param noCache whether answers that set the cookie are marked as private, default true
 * @param path that the cookie is for, default {@code /}
 * @param domain that it is for; null for the host of the request alone
 * @param httpOnly whether scripts do not see it, default true
 * @param secure whether it is for encrypted connections alone; null for those it is set over
 * @param sameSite with which requests from other sites it is sent, default {@link SameSite#LAX}
 * @param maxIdle after so long without a request a client is a new one; null for never
 * @param maxLife after so long a client is a new one; null for never
 * @param key what clients are told apart by in place of a cookie
 * @param whenServerDown what becomes of clients then, default {@link WhenServerDown#REBALANCE}
 * @param whenDraining what becomes of clients then, default {@link WhenDraining#KEEP}
 */
public record StickyConfig(
    boolean off,
    @Nullable String cookie,
    @Nullable StickyMode mode,
    @Nullable Boolean indirect,
    @Nullable Boolean noCache,
    @Nullable String path,
    @Nullable String domain,
    @Nullable Boolean httpOnly,
    @Nullable Boolean secure,
    @Nullable SameSite sameSite,
    @Nullable Duration maxIdle,
    @Nullable Duration maxLife,
    @Nullable RequestKey key,
    @Nullable WhenServerDown whenServerDown,
    @Nullable WhenDraining whenDraining) {

  public static final String COOKIE_EXPECTED = "a name of at most 256 letters, digits, - and _";
  public static final String PATH_EXPECTED = "a path such as /, without ; and spaces";
  public static final String DOMAIN_EXPECTED = "a domain such as example.com";

  /** Says nothing. */
  public static final StickyConfig NOTHING = of(false);

  /** Clients keep no server. */
  public static final StickyConfig OFF = of(true);

  private static final Pattern COOKIE = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}");
  private static final Pattern PATH = Pattern.compile("/[!-~&&[^;]]{0,1023}");
  private static final Pattern DOMAIN =
      Pattern.compile("(?=.{1,253}$)[A-Za-z0-9-]{1,63}(\\.[A-Za-z0-9-]{1,63})*");

  public StickyConfig {
    if (cookie != null) {
      cookieName(cookie);
      Checks.require(key == null, "key", String.valueOf(key), "cookie or key, not both");
    }
    if (path != null) {
      cookiePath(path);
    }
    if (domain != null) {
      cookieDomain(domain);
    }
    if (maxIdle != null) {
      Checks.positive("max_idle", maxIdle);
    }
    if (maxLife != null) {
      Checks.positive("max_life", maxLife);
    }
  }

  /**
   * The name of a cookie.
   *
   * @throws IllegalArgumentException with a message fit for users
   */
  public static String cookieName(String text) {
    return checked(COOKIE, text, COOKIE_EXPECTED);
  }

  /** The same of the path of a cookie. */
  public static String cookiePath(String text) {
    return checked(PATH, text, PATH_EXPECTED);
  }

  /** The same of the domain of a cookie. */
  public static String cookieDomain(String text) {
    return checked(DOMAIN, text, DOMAIN_EXPECTED);
  }

  private static String checked(Pattern pattern, String text, String expected) {
    if (!pattern.matcher(text).matches()) {
      throw new IllegalArgumentException(text + " (expected: " + expected + ")");
    }
    return text;
  }

  private static StickyConfig of(boolean off) {
    return new StickyConfig(
        off, null, null, null, null, null, null, null, null, null, null, null, null, null, null);
  }

  /** Both in one, where the inner one wins; what tells clients apart is never mixed. */
  public StickyConfig merge(StickyConfig inner) {
    if (off || inner.off || inner.key != null || inner.cookie != null && key != null) {
      return inner;
    }
    if (key != null) {
      return this;
    }
    StickyMode both = nearest(inner.mode, mode);
    boolean inserted = both != StickyMode.PREFIX;
    return new StickyConfig(
        false,
        nearest(inner.cookie, cookie),
        both,
        inserted ? nearest(inner.indirect, indirect) : null,
        nearest(inner.noCache, noCache),
        inserted ? nearest(inner.path, path) : null,
        inserted ? nearest(inner.domain, domain) : null,
        inserted ? nearest(inner.httpOnly, httpOnly) : null,
        inserted ? nearest(inner.secure, secure) : null,
        inserted ? nearest(inner.sameSite, sameSite) : null,
        inserted ? nearest(inner.maxIdle, maxIdle) : null,
        inserted ? nearest(inner.maxLife, maxLife) : null,
        null,
        nearest(inner.whenServerDown, whenServerDown),
        nearest(inner.whenDraining, whenDraining));
  }

  /** Both in one, where each may say nothing. */
  public static @Nullable StickyConfig merge(
      @Nullable StickyConfig outer, @Nullable StickyConfig inner) {
    if (outer == null || inner == null) {
      return nearest(inner, outer);
    }
    return outer.merge(inner);
  }

  private static <T> @Nullable T nearest(@Nullable T inner, @Nullable T outer) {
    return inner == null ? outer : inner;
  }

  /** What cannot be of what has come together here, in words for users; null for nothing. */
  public @Nullable String problem() {
    if (off || key != null || isPrefix()) {
      return null;
    }
    if (sameSite == SameSite.NONE && !Boolean.TRUE.equals(secure)) {
      return "same_site: none (expected: secure: true with it, as browsers refuse it otherwise)";
    }
    if (maxIdle != null && maxLife != null && maxIdle.compareTo(maxLife) > 0) {
      return "max_idle: longer than max_life (expected: at most as long)";
    }
    String name = cookie == null ? "" : cookie;
    boolean host = name.startsWith("__Host-");
    if ((host || name.startsWith("__Secure-")) && !Boolean.TRUE.equals(secure)) {
      return "cookie: " + name + " (expected: secure: true with such a name)";
    }
    if (host && (domain != null || !path("/").equals("/"))) {
      return "cookie: " + name + " (expected: no domain, and path: / with such a name)";
    }
    return null;
  }

  private String path(String fallback) {
    return path == null ? fallback : path;
  }

  /** Whether it says by what clients are told apart. */
  public boolean isComplete() {
    return off || cookie != null || key != null;
  }

  /** The same with every default written out, as far as it matters. */
  public StickyConfig complete() {
    if (off || cookie == null) {
      return this;
    }
    boolean inserted = !isPrefix();
    return new StickyConfig(
        false,
        cookie,
        isPrefix() ? StickyMode.PREFIX : StickyMode.INSERT,
        inserted ? isIndirect() : null,
        isNoCache(),
        inserted ? path("/") : null,
        inserted ? domain : null,
        inserted ? isHttpOnly() : null,
        inserted ? secure : null,
        inserted ? nearest(sameSite, SameSite.LAX) : null,
        inserted ? maxIdle : null,
        inserted ? maxLife : null,
        null,
        nearest(whenServerDown, WhenServerDown.REBALANCE),
        nearest(whenDraining, WhenDraining.KEEP));
  }

  /** Whether the cookie is the application's. */
  public boolean isPrefix() {
    return mode == StickyMode.PREFIX;
  }

  /** {@link #indirect} or its default. */
  public boolean isIndirect() {
    return indirect == null || indirect;
  }

  /** {@link #noCache} or its default. */
  public boolean isNoCache() {
    return noCache == null || noCache;
  }

  /** {@link #httpOnly} or its default. */
  public boolean isHttpOnly() {
    return httpOnly == null || httpOnly;
  }

  /** Whether the cookie has dates in it. */
  public boolean isDated() {
    return !isPrefix() && (maxIdle != null || maxLife != null);
  }

  /** Whether a client whose server is down is told so. */
  public boolean failsWithServer() {
    return whenServerDown == WhenServerDown.FAIL;
  }

  /** Whether a client goes on with its server while that drains. */
  public boolean isKeptWhileDraining() {
    return whenDraining != WhenDraining.REBALANCE;
  }
}
