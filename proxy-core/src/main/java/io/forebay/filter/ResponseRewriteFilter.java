package io.forebay.filter;

import io.forebay.config.PathRewriteConfig;
import io.forebay.config.ResponseRewriteConfig;
import io.forebay.exchange.Exchange;
import io.forebay.exchange.HttpFilter;
import io.forebay.http.HeaderId;
import io.forebay.http.HttpHead;
import io.forebay.util.Ascii;
import org.jspecify.annotations.Nullable;

/**
 * Changes addresses and cookies in servers' answers. What the proxy has added to an answer by then,
 * such as a sticky cookie, stays as it is, and so do its own answers.
 */
public final class ResponseRewriteFilter implements HttpFilter {

  private static final byte[] CONTENT_LOCATION = Ascii.bytes("content-location");
  private static final byte[] REFRESH = Ascii.bytes("refresh");
  private static final byte[] SET_COOKIE = Ascii.bytes("set-cookie");
  private static final String URL = "url=";

  private final @Nullable LocationRewrite location;
  private final @Nullable CookieRewrite cookies;

  /**
   * A filter that does what {@code config} says.
   *
   * @param paths what the same route does to paths of requests; null for nothing
   */
  public ResponseRewriteFilter(ResponseRewriteConfig config, @Nullable PathRewriteConfig paths) {
    this.location = config.changesLocation() ? new LocationRewrite(config, paths) : null;
    this.cookies = config.changesCookies() ? new CookieRewrite(config) : null;
  }

  @Override
  public void onResponse(Exchange exchange, HttpHead response) {
    if (exchange.error() != null || exchange.server() == null) {
      return;
    }
    int received = response.receivedCount();
    for (int line = 0; line < received; line++) {
      String changed = response.isRemoved(line) ? null : changed(exchange, response, line);
      if (changed != null) {
        replace(response, line, changed);
      }
    }
  }

  private static void replace(HttpHead response, int line, String value) {
    byte[] bytes = Ascii.bytes(value);
    response.add(response.id(line), Ascii.bytes(response.nameText(line)), bytes, 0, bytes.length);
    response.remove(line);
  }

  /** The new value of a field; null where it stays. */
  private @Nullable String changed(Exchange exchange, HttpHead response, int line) {
    LocationRewrite addresses = location;
    if (addresses != null && isAddress(response, line)) {
      return addresses.rewrite(exchange, response.valueText(line));
    }
    if (addresses != null && response.isNamed(line, REFRESH)) {
      return refresh(addresses, exchange, response.valueText(line));
    }
    CookieRewrite rewrite = cookies;
    return rewrite != null && response.isNamed(line, SET_COOKIE)
        ? rewrite.rewrite(response.valueText(line))
        : null;
  }

  private static boolean isAddress(HttpHead response, int line) {
    return response.id(line) == HeaderId.LOCATION || response.isNamed(line, CONTENT_LOCATION);
  }

  /** Such as {@code 5; url=/next}. */
  private static @Nullable String refresh(
      LocationRewrite addresses, Exchange exchange, String value) {
    int url = value.toLowerCase(java.util.Locale.ROOT).indexOf(URL);
    if (url < 0) {
      return null;
    }
    int from = url + URL.length();
    String changed = addresses.rewrite(exchange, value.substring(from));
    return changed == null ? null : value.substring(0, from) + changed;
  }
}
