package io.forebay.config.yaml;

import io.forebay.config.Http2Config;
import org.jspecify.annotations.Nullable;

/** {@code http2} of a listener or a backend. */
final class Http2Section {

  private Http2Section() {}

  /** What {@code map} says, and the defaults for the rest; those for null and after a problem. */
  static Http2Config read(@Nullable MapReader map) {
    Http2Config base = Http2Config.DEFAULT;
    if (map == null) {
      return base;
    }
    int streams = map.integer("max_streams", base.maxStreams(), 1, Http2Config.MAX_STREAMS);
    long stream =
        window(
            map.at("stream_window"),
            base.streamWindow(),
            Http2Config.MIN_STREAM_WINDOW,
            Http2Config.MAX_STREAM_WINDOW);
    long connection =
        window(
            map.at("connection_window"),
            base.connectionWindow(),
            Http2Config.MIN_CONNECTION_WINDOW,
            Http2Config.MAX_CONNECTION_WINDOW);
    map.finish(UnsupportedKeys.Level.HTTP2);
    return new Http2Config(streams, stream, connection);
  }

  private static long window(@Nullable Place place, long fallback, long min, long max) {
    Long size = place == null ? null : Scalars.size(place, Sizes.EXPECTED);
    if (place == null || size == null) {
      return fallback;
    }
    if (size < min || size > max) {
      place.expected("a size from " + Sizes.text(min) + " to " + Sizes.text(max));
      return fallback;
    }
    return size;
  }
}
