package io.forebay.exchange;

/** Tells which server the client of a request has. Immutable and shared by all event loops. */
public interface Stickiness {

  /** What the request says of its client's server. Asked once for each exchange and plan. */
  StickyChoice choose(Exchange exchange);
}
