package io.forebay.filter;

import io.forebay.backend.Server;
import io.forebay.backend.StickyServer;
import io.forebay.config.StickyConfig;
import io.forebay.cookie.CookieCursor;
import io.forebay.cookie.CookieKey;
import io.forebay.cookie.RequestCookies;
import io.forebay.cookie.ResponseCookies;
import io.forebay.exchange.Exchange;
import io.forebay.exchange.StickyChoice;
import io.forebay.http.HttpHead;
import io.forebay.util.Ascii;

/**
 * Keeps clients on their server by the application's own cookie: {@code TOKEN~} stands before the
 * value on the client's side, and never on the server's.
 */
public final class PrefixedCookieFilter extends StickyFilter {

  private static final int PREFIX = CookieKey.TOKEN_CHARS + 1;

  private final byte[] name;
  private final StickyServers servers;

  /**
   * A filter.
   *
   * @param backendId the number of the backend in metrics
   * @param servers by what stands before the values of the cookie
   * @param config that names the application's cookie
   */
  public PrefixedCookieFilter(int backendId, StickyServers servers, StickyConfig config) {
    super(backendId, config.isNoCache());
    this.name = Ascii.bytes(String.valueOf(config.cookie()));
    this.servers = servers;
  }

  @Override
  public StickyChoice choose(Exchange exchange) {
    byte[] bytes = exchange.clientRequest().bytes();
    CookieCursor cookies = new CookieCursor(exchange.clientRequest());
    boolean said = false;
    while (cookies.next()) {
      int from = cookies.valueStart();
      if (cookies.isNamed(name) && prefix(bytes, from, cookies.valueEnd()) > 0) {
        said = true;
        StickyServer server = servers.find(bytes, from, cookies.valueEnd());
        if (server != null) {
          return new StickyChoice(this, server, true, 0, true);
        }
      }
    }
    return new StickyChoice(this, null, said, 0, true);
  }

  /** Length of what we have written before the value, for whichever server; 0 for nothing. */
  private static int prefix(byte[] bytes, int from, int to) {
    boolean ours =
        to - from >= PREFIX && bytes[from + PREFIX - 1] == '~' && CookieKey.isToken(bytes, from);
    return ours ? PREFIX : 0;
  }

  @Override
  void hide(HttpHead request) {
    RequestCookies.shorten(request, name, PrefixedCookieFilter::prefix);
  }

  @Override
  boolean tell(
      Exchange exchange, StickyChoice choice, Server server, boolean kept, HttpHead response) {
    byte[] token = servers.token(server);
    return token != null && ResponseCookies.prefix(response, name, token);
  }
}
