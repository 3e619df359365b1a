package io.forebay.filter;

import io.forebay.backend.Server;
import io.forebay.exchange.Exchange;
import io.forebay.exchange.HttpFilter;
import io.forebay.exchange.Stickiness;
import io.forebay.exchange.StickyChoice;
import io.forebay.http.FieldValues;
import io.forebay.http.HeaderId;
import io.forebay.http.HttpHead;
import io.forebay.stats.StickyResult;
import io.forebay.util.Ascii;

/** Keeps clients on their server by a cookie. */
public abstract class StickyFilter implements HttpFilter, Stickiness {

  private static final byte[] CACHE_CONTROL_NAME = Ascii.bytes("Cache-Control");
  private static final byte[] CACHE_CONTROL = Ascii.bytes("cache-control");
  private static final byte[] PRIVATE = Ascii.bytes("private");
  private static final byte[] NO_STORE = Ascii.bytes("no-store");

  private final int backendId;
  private final boolean noCache;

  /**
   * @param backendId the number of the backend in metrics
   * @param noCache whether answers that set the cookie are marked as private
   */
  StickyFilter(int backendId, boolean noCache) {
    this.backendId = backendId;
    this.noCache = noCache;
  }

  @Override
  public final Verdict onRequest(Exchange exchange) {
    StickyChoice.of(exchange, this);
    hide(exchange.clientRequest());
    return Verdict.CONTINUE;
  }

  @Override
  public final void onResponse(Exchange exchange, HttpHead response) {
    StickyChoice choice = StickyChoice.of(exchange, this);
    Server server = exchange.server();
    if (exchange.error() != null) {
      if (choice.isPinned()) {
        count(exchange, StickyResult.FAILED);
      }
      return;
    }
    if (server == null) {
      return;
    }
    boolean kept = choice.isFor(server);
    count(exchange, result(choice, kept));
    if (tell(exchange, choice, server, kept, response) && noCache) {
      forbidSharing(response);
    }
  }

  private static StickyResult result(StickyChoice choice, boolean kept) {
    if (choice.isKnown()) {
      return kept ? StickyResult.KEPT : StickyResult.REBALANCED;
    }
    return choice.isSaid() ? StickyResult.INVALID : StickyResult.NEW;
  }

  private void count(Exchange exchange, StickyResult result) {
    exchange.worker().stats().sticky.add(result.cell(backendId), 1);
  }

  /** What a shared cache gave to others would have all of them on one server. */
  static void forbidSharing(HttpHead response) {
    for (int line = 0; line < response.count(); line++) {
      if (!response.isRemoved(line)
          && response.isNamed(line, CACHE_CONTROL)
          && isPrivate(response, line)) {
        return;
      }
    }
    response.add(HeaderId.OTHER, CACHE_CONTROL_NAME, PRIVATE, 0, PRIVATE.length);
  }

  private static boolean isPrivate(HttpHead response, int line) {
    byte[] bytes = response.bytes();
    int end = response.valueEnd(line);
    for (int start = response.valueStart(line); start < end; ) {
      int comma = Ascii.indexOf(bytes, start, end, ',');
      int from = FieldValues.skipSpaces(bytes, start, comma);
      int to = FieldValues.trimSpaces(bytes, from, comma);
      if (Ascii.equalsIgnoreCase(bytes, from, to, PRIVATE)
          || Ascii.equalsIgnoreCase(bytes, from, to, NO_STORE)) {
        return true;
      }
      start = comma + 1;
    }
    return false;
  }

  /** Takes out of a request what its server is not to see. */
  abstract void hide(HttpHead request);

  /**
   * Tells the client by {@code response} which server it has, as far as it needs to be told.
   *
   * @param kept whether it has had {@code server} before
   * @return whether it was told
   */
  abstract boolean tell(
      Exchange exchange, StickyChoice choice, Server server, boolean kept, HttpHead response);
}
