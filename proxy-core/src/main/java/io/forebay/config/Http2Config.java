package io.forebay.config;

/**
 * How HTTP/2 connections are used.
 *
 * @param maxStreams most requests at a time on one connection, 1 to 10 000, default 100
 * @param streamWindow bytes of one body that may arrive before they were passed on, 16 KiB to 16
 *     MiB, default 256 KiB
 * @param connectionWindow bytes of all bodies of a connection that may be on their way to us, 64
 *     KiB to 64 MiB, default 1 MiB
 */
public record Http2Config(int maxStreams, long streamWindow, long connectionWindow) {

  public static final int MAX_STREAMS = 10_000;
  public static final long MIN_STREAM_WINDOW = 16L << 10;
  public static final long MAX_STREAM_WINDOW = 16L << 20;
  public static final long MIN_CONNECTION_WINDOW = 64L << 10;
  public static final long MAX_CONNECTION_WINDOW = 64L << 20;

  /** 100 streams, 256 KiB for each and 1 MiB for all of them. */
  public static final Http2Config DEFAULT = new Http2Config(100, 256L << 10, 1L << 20);

  public Http2Config {
    Checks.range("max_streams", maxStreams, 1, MAX_STREAMS);
    Checks.require(
        streamWindow >= MIN_STREAM_WINDOW && streamWindow <= MAX_STREAM_WINDOW,
        "stream_window",
        streamWindow,
        "16 KiB to 16 MiB");
    Checks.require(
        connectionWindow >= MIN_CONNECTION_WINDOW && connectionWindow <= MAX_CONNECTION_WINDOW,
        "connection_window",
        connectionWindow,
        "64 KiB to 64 MiB");
  }
}
