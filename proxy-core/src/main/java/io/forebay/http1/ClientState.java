package io.forebay.http1;

/**
 * What a client's connection is doing.
 *
 * <pre>
 *   IDLE --first byte--> HEAD --head complete--> EXCHANGE --both halves done--> IDLE
 *                          |                        | \--101 sent--> TUNNEL
 *                          |                        |
 *                          +--refused---------------+--answered early, or last--> LINGER or closed
 * </pre>
 *
 * In LINGER our half is closed or about to be; what the client still sends is thrown away, so that
 * the kernel does not answer it with RST and destroy the answer on its way (RFC 9112 section 9.6).
 */
enum ClientState {
  IDLE,
  HEAD,
  EXCHANGE,
  TUNNEL,
  LINGER,
  CLOSED
}
