package io.forebay.http;

/** The client's end of an exchange: a stream that also knows who the client is. */
public interface ClientStream extends HttpStream {

  /** The connection that this stream runs on. */
  ClientConnection connection();

  /**
   * Whether the answer is the last on this connection. The codec may already have decided so; it
   * cannot be undone.
   */
  void closeAfterResponse();

  /**
   * Bounds a body whose length is not known beforehand; what leads above it is an error of the
   * request.
   */
  void limitBody(long bytes);

  /** How long a tunnel that begins now may be silent in both directions, in nanoseconds. */
  void tunnelNanos(long nanos);
}
