package io.forebay.exchange;

import java.util.Locale;

/** How far an exchange has come. */
public enum Phase {
  /** Filters look at it, or its body is awaited. */
  REQUEST,
  /** It waits for a server with room. */
  QUEUE,
  /** A connection to its server is being made. */
  CONNECT,
  /** Its server is to answer. */
  HEADERS,
  /** Its answer is on its way. */
  BODY,
  /** Bytes pass in both directions after an upgrade. */
  TUNNEL;

  /** The name for users, such as {@code queue}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
