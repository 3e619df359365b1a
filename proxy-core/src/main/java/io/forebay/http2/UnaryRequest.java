package io.forebay.http2;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A call of gRPC with one message, or a request without a body.
 *
 * @param secure whether the connection is encrypted
 * @param method such as {@code POST}
 * @param authority as {@code :authority} says it
 * @param path {@code /package.Service/Method}, or that of the request
 * @param fields behind the pseudo-headers, in lower case; they say that this is gRPC
 * @param message at most 64 KiB less one byte, without the prefix that frames it; null for none
 * @param enough how many bytes of the answer's body are enough, 0 to 65535: what comes behind them
 *     is not awaited; {@link #WHOLE} for an answer that must be whole and small
 */
public record UnaryRequest(
    boolean secure,
    String method,
    String authority,
    String path,
    Map<String, String> fields,
    byte @Nullable [] message,
    int enough) {

  /** The answer is awaited to its end. */
  public static final int WHOLE = -1;

  /** A call of gRPC. */
  public UnaryRequest(
      boolean secure, String authority, String path, Map<String, String> fields, byte[] message) {
    this(secure, "POST", authority, path, fields, message, WHOLE);
  }
}
