package io.forebay.config;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one place of the configuration says of how answers are compressed; null where it says
 * nothing. Merges key by key, levels algorithm by algorithm; {@link #complete()} writes the
 * defaults out.
 *
 * @param off whether nothing is compressed, whatever is said further out
 * @param algorithms those that are used, the most wanted first; default gzip alone
 * @param level of each algorithm, in its own range
 * @param minSize least bytes of a body whose length is known, {@value #SMALLEST_MIN} to 1 GiB;
 *     default 256
 * @param types media types in lower case without parameters, each {@code type/subtype}, {@code
 *     type/*} or {@code *}; text/html is always among them
 * @param vary whether caches are told that answers depend on Accept-Encoding, default true
 * @param flush whether event streams are compressed, and whatever comes is handed on at once;
 *     default false
 * @param offload whether servers are not told what the client accepts, so that they leave
 *     compressing to the proxy; default false
 */
public record CompressionConfig(
    boolean off,
    @Nullable List<CompressionAlgorithm> algorithms,
    Map<CompressionAlgorithm, Integer> level,
    @Nullable Integer minSize,
    @Nullable List<String> types,
    @Nullable Boolean vary,
    @Nullable Boolean flush,
    @Nullable Boolean offload) {

  public static final int SMALLEST_MIN = 1;
  public static final int LARGEST_MIN = 1 << 30;

  /** Always compressed, as in nginx. */
  public static final String HTML = "text/html";

  /** Nothing is compressed. */
  public static final CompressionConfig OFF =
      new CompressionConfig(true, null, Map.of(), null, null, null, null, null);

  /** What is compressed where no types are said. */
  public static final List<String> DEFAULT_TYPES =
      List.of(
          "text/*",
          "application/javascript",
          "application/json",
          "application/ld+json",
          "application/manifest+json",
          "application/problem+json",
          "application/wasm",
          "application/x-ndjson",
          "application/xhtml+xml",
          "application/xml",
          "application/atom+xml",
          "application/rss+xml",
          "application/vnd.ms-fontobject",
          "font/otf",
          "font/ttf",
          "image/svg+xml");

  private static final int DEFAULT_MIN_SIZE = 256;

  public CompressionConfig {
    if (algorithms != null) {
      algorithms = List.copyOf(algorithms);
      Checks.require(
          !algorithms.isEmpty() && Set.copyOf(algorithms).size() == algorithms.size(),
          "algorithms",
          algorithms,
          "at least one, each once");
    }
    level = Checks.ordered(level);
    level.forEach((it, value) -> Checks.range("level", value, it.fastest(), it.smallest()));
    if (minSize != null) {
      Checks.range("min_size", minSize, SMALLEST_MIN, LARGEST_MIN);
    }
    types = types == null ? null : List.copyOf(types);
  }

  /** Both in one, where the inner one wins. */
  CompressionConfig merge(CompressionConfig inner) {
    if (off || inner.off) {
      return inner;
    }
    Map<CompressionAlgorithm, Integer> levels = new EnumMap<>(CompressionAlgorithm.class);
    levels.putAll(level);
    levels.putAll(inner.level);
    return new CompressionConfig(
        false,
        inner.algorithms == null ? algorithms : inner.algorithms,
        levels,
        inner.minSize == null ? minSize : inner.minSize,
        inner.types == null ? types : inner.types,
        inner.vary == null ? vary : inner.vary,
        inner.flush == null ? flush : inner.flush,
        inner.offload == null ? offload : inner.offload);
  }

  /** The same with every default written out, and levels of what is used alone. */
  CompressionConfig complete() {
    if (off) {
      return this;
    }
    List<CompressionAlgorithm> used =
        algorithms == null ? List.of(CompressionAlgorithm.GZIP) : algorithms;
    Map<CompressionAlgorithm, Integer> levels = new EnumMap<>(CompressionAlgorithm.class);
    used.forEach(it -> levels.put(it, level.getOrDefault(it, it.defaultLevel())));
    return new CompressionConfig(
        false,
        used,
        levels,
        minSize == null ? DEFAULT_MIN_SIZE : minSize,
        types == null ? DEFAULT_TYPES : types,
        vary == null || vary,
        flush != null && flush,
        offload != null && offload);
  }
}
