package io.forebay.inspect;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request, or a connection before it had one, that the proxy refused. Nothing of it is a secret
 * of the client: see {@link ReceivedBytes}.
 *
 * @param number from 1 on, without gaps since the start of the process
 * @param client its address; {@code unix:} for a unix socket
 * @param reason the label of a {@link io.forebay.http.ProxyError}, or why there was no request
 * @param detail what is known beyond that; null for nothing
 * @param status of the answer; 0 where there was none
 * @param request what was read of the request; null where there was none
 */
public record Rejection(
    long number,
    Instant at,
    String listener,
    String client,
    String reason,
    @Nullable String detail,
    int status,
    @Nullable Request request) {

  /**
   * A request as far as it was read, masked and escaped.
   *
   * @param method null, like target and protocol, where the request line could not be read
   * @param host empty where none was read
   * @param route that was chosen for it
   * @param offset where in what was received the first byte is that may not be there; -1 where it
   *     is not one byte that is wrong
   * @param badByte that byte; -1 likewise
   * @param received the first lines
   */
  public record Request(
      @Nullable String method,
      @Nullable String target,
      @Nullable String protocol,
      String host,
      String route,
      int offset,
      int badByte,
      List<String> received) {}

  Rejection numbered(long number) {
    return new Rejection(number, at, listener, client, reason, detail, status, request);
  }
}
