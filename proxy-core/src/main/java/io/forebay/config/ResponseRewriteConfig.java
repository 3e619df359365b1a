package io.forebay.config;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is changed in servers' answers. Of the maps the first entry counts whose key fits.
 *
 * @param ownLocation whether Location, Content-Location and Refresh that name the server itself
 *     name what the client asked instead, prefixes that were stripped put back
 * @param location the same for what such a field begins with: by what, and by what it is replaced;
 *     not beside {@code ownLocation}
 * @param cookiePath the same for the Path of cookies
 * @param cookieDomain the Domain of cookies, without a leading dot and without regard to case, and
 *     by what it is replaced; a leading dot stays
 * @param cookieFlags attributes that all cookies get
 */
public record ResponseRewriteConfig(
    boolean ownLocation,
    Map<String, String> location,
    Map<String, String> cookiePath,
    Map<String, String> cookieDomain,
    CookieFlags cookieFlags) {

  /** Changes nothing. */
  public static final ResponseRewriteConfig NONE =
      new ResponseRewriteConfig(false, Map.of(), Map.of(), Map.of(), CookieFlags.NONE);

  /** Which sites' requests a cookie is sent with. */
  public enum SameSite {
    STRICT("Strict"),
    LAX("Lax"),
    NONE("None");

    private final String attribute;

    SameSite(String attribute) {
      this.attribute = attribute;
    }

    /** As it stands in a cookie. */
    public String attribute() {
      return attribute;
    }
  }

  /**
   * Attributes of cookies: there, not there, or, where it is null, as the server has it.
   *
   * @param sameSite put in place of the server's
   */
  public record CookieFlags(
      @Nullable Boolean secure, @Nullable Boolean httpOnly, @Nullable SameSite sameSite) {

    /** Changes nothing. */
    public static final CookieFlags NONE = new CookieFlags(null, null, null);

    public CookieFlags {
      Checks.require(
          sameSite != SameSite.NONE || Boolean.TRUE.equals(secure),
          "same_site",
          "none",
          "secure: true beside it, as browsers want");
    }
  }

  public ResponseRewriteConfig {
    location = fields("location", location);
    cookiePath = fields("cookie_path", cookiePath);
    cookieDomain = fields("cookie_domain", cookieDomain);
    Checks.require(
        !ownLocation || location.isEmpty(), "location", location, "true or a map, not both");
  }

  private static Map<String, String> fields(String name, Map<String, String> map) {
    map.forEach(
        (from, to) -> {
          Checks.require(!from.isEmpty() && isPart(from), name, from, PART);
          Checks.require(isPart(to), name, to, PART);
        });
    return Checks.ordered(map);
  }

  /** What a key and a value of the maps must be. */
  public static final String PART = "visible ASCII without a semicolon";

  /** Whether this may stand in a part of such a field. */
  public static boolean isPart(String text) {
    return text.chars().allMatch(c -> c > ' ' && c < 0x7f && c != ';');
  }

  /** Whether it changes cookies. */
  public boolean changesCookies() {
    return !cookiePath.isEmpty()
        || !cookieDomain.isEmpty()
        || !cookieFlags.equals(CookieFlags.NONE);
  }

  /** Whether it changes addresses. */
  public boolean changesLocation() {
    return ownLocation || !location.isEmpty();
  }
}
