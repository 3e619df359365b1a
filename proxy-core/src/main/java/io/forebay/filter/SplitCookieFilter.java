package io.forebay.filter;

import io.forebay.config.SplitCookieConfig;
import io.forebay.cookie.SetCookie;
import io.forebay.exchange.Exchange;
import io.forebay.exchange.FilterNote;
import io.forebay.exchange.HttpFilter;
import io.forebay.http.HttpHead;

/** Tells a client with which of the backends that share a route it is to stay. */
public final class SplitCookieFilter implements HttpFilter {

  private static final long SESSION = -1;

  private final SetCookie cookie;
  private final long maxAgeSeconds;

  /** A filter that sets {@code config}. */
  public SplitCookieFilter(SplitCookieConfig config) {
    cookie =
        new SetCookie(
            config.cookie(),
            SetCookie.attributes(
                config.path(), config.domain(), config.httpOnly(), config.sameSite().toString()),
            config.secure());
    maxAgeSeconds = config.maxAge() == null ? SESSION : config.maxAge().toSeconds();
  }

  @Override
  public void onResponse(Exchange exchange, HttpHead response) {
    byte[] token = (byte[]) exchange.note(FilterNote.SPLIT);
    // Whom no server has answered is drawn once more.
    if (token != null && exchange.error() == null) {
      boolean overTls = exchange.client().connection().isSecure();
      cookie.addTo(response, token, overTls, maxAgeSeconds);
      StickyFilter.forbidSharing(response);
    }
  }
}
