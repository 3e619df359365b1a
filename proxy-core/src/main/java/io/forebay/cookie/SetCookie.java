package io.forebay.cookie;

import io.forebay.http.HeaderId;
import io.forebay.http.HttpHead;
import io.forebay.util.Ascii;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A cookie that the proxy gives clients, but for its value (RFC 6265 section 4.1). Immutable; any
 * event loop.
 */
public final class SetCookie {

  private static final byte[] SET_COOKIE = Ascii.bytes("Set-Cookie");

  private final byte[] name;
  private final byte[] plain;
  private final byte[] secure;

  /**
   * A cookie.
   *
   * @param attributes behind the value, each as it is written, such as {@code Path=/}
   * @param secure whether it is for encrypted connections alone; null for what it is set over
   */
  public SetCookie(String name, Iterable<String> attributes, @Nullable Boolean secure) {
    StringBuilder text = new StringBuilder();
    attributes.forEach(it -> text.append("; ").append(it));
    this.name = Ascii.bytes(name + "=");
    byte[] insecure = Ascii.bytes(text.toString());
    byte[] encrypted = Ascii.bytes(text.append("; Secure").toString());
    this.plain = Boolean.TRUE.equals(secure) ? encrypted : insecure;
    this.secure = Boolean.FALSE.equals(secure) ? insecure : encrypted;
  }

  /**
   * The usual attributes.
   *
   * @param domain null for the host of the request alone
   * @param sameSite {@code Strict}, {@code Lax} or {@code None}
   */
  public static List<String> attributes(
      String path, @Nullable String domain, boolean httpOnly, String sameSite) {
    List<String> attributes = new ArrayList<>();
    attributes.add("Path=" + path);
    if (domain != null) {
      attributes.add("Domain=" + domain);
    }
    if (httpOnly) {
      attributes.add("HttpOnly");
    }
    attributes.add("SameSite=" + sameSite);
    return attributes;
  }

  /**
   * Gives the client of {@code response} the cookie.
   *
   * @param overTls whether its connection is encrypted
   * @param maxAgeSeconds how long the client is to keep it; negative for as long as it runs
   */
  public void addTo(HttpHead response, byte[] value, boolean overTls, long maxAgeSeconds) {
    byte[] attributes = overTls ? secure : plain;
    byte[] maxAge = maxAgeSeconds < 0 ? new byte[0] : Ascii.bytes("; Max-Age=" + maxAgeSeconds);
    byte[] line = new byte[name.length + value.length + attributes.length + maxAge.length];
    int end = append(name, line, 0);
    end = append(value, line, end);
    end = append(attributes, line, end);
    end = append(maxAge, line, end);
    response.add(HeaderId.OTHER, SET_COOKIE, line, 0, end);
  }

  private static int append(byte[] part, byte[] line, int at) {
    System.arraycopy(part, 0, line, at, part.length);
    return at + part.length;
  }
}
