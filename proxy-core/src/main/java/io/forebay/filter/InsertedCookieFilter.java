package io.forebay.filter;

import io.forebay.backend.Server;
import io.forebay.backend.StickyServer;
import io.forebay.config.SameSite;
import io.forebay.config.StickyConfig;
import io.forebay.cookie.CookieCursor;
import io.forebay.cookie.CookieKey;
import io.forebay.cookie.RequestCookies;
import io.forebay.cookie.SetCookie;
import io.forebay.cookie.SignedDates;
import io.forebay.cookie.SignedDates.Dates;
import io.forebay.exchange.Exchange;
import io.forebay.exchange.StickyChoice;
import io.forebay.http.HttpHead;
import io.forebay.util.Ascii;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps clients on their server by a cookie of our own. */
public final class InsertedCookieFilter extends StickyFilter {

  /** A clock of another machine may be ahead of ours by so much. */
  private static final long MOST_AHEAD = 3600;

  /** A date is renewed when this part of {@code max_idle} has passed. */
  private static final int RENEWALS = 16;

  private static final int SESSION = -1;

  private final byte[] name;
  private final boolean indirect;
  private final long maxIdle;
  private final long maxLife;
  private final StickyServers servers;
  private final @Nullable SignedDates dates;
  private final SetCookie cookie;

  /**
   * A filter.
   *
   * @param backendId the number of the backend in metrics
   * @param servers by the values of the cookie
   * @param config that names a cookie of our own
   * @param dates made with the same key
   */
  public InsertedCookieFilter(
      int backendId, StickyServers servers, StickyConfig config, SignedDates dates) {
    super(backendId, config.isNoCache());
    String text = String.valueOf(config.cookie());
    this.name = Ascii.bytes(text);
    this.indirect = config.isIndirect();
    this.maxIdle = seconds(config.maxIdle());
    this.maxLife = seconds(config.maxLife());
    this.servers = servers;
    this.dates = config.isDated() ? dates : null;
    this.cookie = new SetCookie(text, attributes(config), config.secure());
  }

  private static long seconds(@Nullable Duration duration) {
    return duration == null ? Long.MAX_VALUE : Math.max(1, duration.toSeconds());
  }

  private static List<String> attributes(StickyConfig config) {
    SameSite sites = config.sameSite() == null ? SameSite.LAX : config.sameSite();
    String path = config.path() == null ? "/" : config.path();
    return SetCookie.attributes(path, config.domain(), config.isHttpOnly(), sites.toString());
  }

  @Override
  public StickyChoice choose(Exchange exchange) {
    byte[] bytes = exchange.clientRequest().bytes();
    CookieCursor cookies = new CookieCursor(exchange.clientRequest());
    boolean said = false;
    while (cookies.next()) {
      if (cookies.isNamed(name)) {
        said = true;
        int from = cookies.valueStart();
        StickyServer server = servers.find(bytes, from, cookies.valueEnd());
        StickyChoice choice =
            server == null ? null : choice(exchange, server, bytes, from, cookies.valueEnd());
        if (choice != null) {
          return choice;
        }
      }
    }
    return new StickyChoice(this, null, said, 0, true);
  }

  /** Null if there is more than the token, or less than its dates, or they are over. */
  private @Nullable StickyChoice choice(
      Exchange exchange, StickyServer server, byte[] bytes, int from, int to) {
    if (dates == null) {
      return to - from == CookieKey.TOKEN_CHARS
          ? new StickyChoice(this, server, true, 0, true)
          : null;
    }
    Dates said = dates.read(exchange.worker().index(), bytes, from, to);
    if (said == null) {
      return null;
    }
    long now = dates.now();
    long idle = now - said.seen();
    long life = now - said.born();
    if (idle > maxIdle || life > maxLife || Math.min(idle, life) < -MOST_AHEAD) {
      return null;
    }
    boolean fresh = maxIdle == Long.MAX_VALUE || idle <= maxIdle / RENEWALS;
    return new StickyChoice(this, server, true, said.born(), fresh);
  }

  @Override
  void hide(HttpHead request) {
    if (indirect) {
      RequestCookies.remove(request, name);
    }
  }

  @Override
  boolean tell(
      Exchange exchange, StickyChoice choice, Server server, boolean kept, HttpHead response) {
    if (kept && choice.isFresh() && indirect) {
      return false;
    }
    byte[] token = servers.token(server);
    if (token == null) {
      return false;
    }
    boolean overTls = exchange.client().connection().isSecure();
    if (dates == null) {
      cookie.addTo(response, token, overTls, SESSION);
      return true;
    }
    long now = dates.now();
    long born = choice.isKnown() ? choice.born() : now;
    byte[] value = dates.write(exchange.worker().index(), token, new Dates(born, now));
    cookie.addTo(response, value, overTls, Math.min(maxIdle, Math.max(0, born + maxLife - now)));
    return true;
  }
}
