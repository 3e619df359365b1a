package io.forebay.http1;

/** What a connection to a server is doing. */
enum UpstreamState {
  /** No exchange is under way. */
  IDLE,
  /** The final head of an answer is awaited; the request may still be on its way. */
  HEAD,
  /** The body of an answer is awaited. */
  BODY,
  TUNNEL,
  CLOSED
}
