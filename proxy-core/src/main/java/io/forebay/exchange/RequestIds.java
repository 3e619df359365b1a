package io.forebay.exchange;

/** What requests go by: told by their client, or random. Stateless; event loop only. */
public final class RequestIds {
  private static final int DIGITS = 32;

  private RequestIds() {}

  /** What {@code exchange} goes by, from its first use on; not to be changed. */
  public static byte[] of(Exchange exchange) {
    if (exchange.note(FilterNote.REQUEST_ID) instanceof byte[] known) {
      return known;
    }
    byte[] made = exchange.worker().text().randomHex(DIGITS);
    exchange.note(FilterNote.REQUEST_ID, made);
    return made;
  }
}
