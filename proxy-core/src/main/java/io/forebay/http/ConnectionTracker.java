package io.forebay.http;

import io.forebay.stats.ByteCells;

/** Is told of every client connection of one event loop. Event loop only. */
public interface ConnectionTracker {

  /** Where the connections count their bytes. */
  ByteCells bytes();

  /** A connection is ready for its first request, or for the handshake that goes before it. */
  void opened(DownstreamConnection connection);

  /**
   * The client of {@code before} is served by {@code next} from now on, on the same channel; it is
   * not counted again.
   */
  void replaced(DownstreamConnection before, DownstreamConnection next);

  /** The connection of {@code client} ends because of what it had us do, which is of no use. */
  void abused(ClientConnection client);

  /**
   * The connection of {@code client} ends because of a rule of its protocol that it broke.
   *
   * @param rule one word for it, such as {@code protocol_error}
   * @param detail what is known beyond that, empty for nothing; no text of the client's
   */
  void violated(ClientConnection client, String rule, String detail);

  /** A connection is gone; called once for each that was opened. */
  void closed(DownstreamConnection connection);
}
