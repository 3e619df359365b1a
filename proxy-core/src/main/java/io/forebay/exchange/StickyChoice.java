package io.forebay.exchange;

import io.forebay.backend.Server;
import io.forebay.backend.StickyServer;
import org.jspecify.annotations.Nullable;

/** The server that the client of one exchange has, and what becomes of that. Event loop only. */
public final class StickyChoice {

  private final Stickiness maker;
  private final boolean known;
  private final boolean said;
  private final long born;
  private final boolean fresh;
  private @Nullable StickyServer wanted;

  /**
   * A choice.
   *
   * @param maker whose it is
   * @param wanted the client's server; null where the request names none that there is
   * @param said whether the request names any, rightly or not
   * @param born when the client first came, in seconds since 1970; 0 where that is not known
   * @param fresh whether what the client has needs not be renewed
   */
  public StickyChoice(
      Stickiness maker, @Nullable StickyServer wanted, boolean said, long born, boolean fresh) {
    this.maker = maker;
    this.wanted = wanted;
    this.said = said;
    this.born = born;
    this.fresh = fresh;
    this.known = wanted != null;
  }

  /** That of {@code exchange} under its plan, whose stickiness is {@code maker}. */
  public static StickyChoice of(Exchange exchange, Stickiness maker) {
    if (exchange.note(FilterNote.STICKY) instanceof StickyChoice made && made.maker == maker) {
      return made;
    }
    StickyChoice made = maker.choose(exchange);
    exchange.note(FilterNote.STICKY, made);
    return made;
  }

  /** The server to be asked before all others; null for none. */
  @Nullable StickyServer wanted() {
    return wanted;
  }

  /** Whether the client is to be served by its server or by none. */
  public boolean isPinned() {
    return wanted != null && wanted.always();
  }

  /** The client gets another server. */
  void leave() {
    wanted = null;
  }

  /** Whether {@code server} is the one that the client had, and has still. */
  public boolean isFor(Server server) {
    return wanted != null && wanted.server() == server;
  }

  /** Whether the client had a server that there is. */
  public boolean isKnown() {
    return known;
  }

  /** Whether the request named a server, rightly or not. */
  public boolean isSaid() {
    return said;
  }

  /** When the client first came, in seconds since 1970; 0 where that is not known. */
  public long born() {
    return born;
  }

  /** Whether what a client has that keeps its server needs not be renewed. */
  public boolean isFresh() {
    return fresh;
  }
}
