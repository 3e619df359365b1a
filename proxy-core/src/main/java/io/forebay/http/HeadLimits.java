package io.forebay.http;

/**
 * Bounds of what a peer may send before the proxy gives up on it.
 *
 * @param requestLineBytes longest request-line; a longer one is answered 414
 * @param headBytes longest head, start-line included; a longer one is answered 431
 * @param fields most header lines; more are answered 431
 */
public record HeadLimits(int requestLineBytes, int headBytes, int fields) {

  /** 8 KiB, 64 KiB, 100 lines. */
  public static final HeadLimits DEFAULT = new HeadLimits(8 * 1024, 64 * 1024, 100);
}
