package io.forebay.http1;

/**
 * Bounds of what a peer may send before the proxy gives up on it.
 *
 * @param requestLineBytes longest request-line; a longer one is answered 414
 * @param headBytes longest head, start-line included; a longer one is answered 431
 * @param fields most header lines; more are answered 431
 */
public record Http1Limits(int requestLineBytes, int headBytes, int fields) {

  /** 8 KiB, 64 KiB, 100 lines. */
  public static final Http1Limits DEFAULT = new Http1Limits(8 * 1024, 64 * 1024, 100);
}
