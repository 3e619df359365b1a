package io.forebay.route;

import io.forebay.util.Ascii;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Exact paths and path prefixes of one host. An exact path wins over every prefix, the longest
 * prefix over shorter ones. Prefixes match whole elements: {@code /a} matches {@code /a} and {@code
 * /a/b}, not {@code /ab}; a slash at the end of a prefix changes nothing.
 */
final class PathTable<T> {

  private final AsciiMap<T> exact;
  private final AsciiMap<T> prefixes;
  private final @Nullable T root;

  private PathTable(Map<String, T> exact, Map<String, T> prefixes, @Nullable T root) {
    this.exact = new AsciiMap<>(exact);
    this.prefixes = new AsciiMap<>(prefixes);
    this.root = root;
  }

  /** What belongs to a path that is in normal form, or null. One look at each byte. */
  @Nullable T match(byte[] bytes, int from, int to) {
    if (prefixes.isEmpty() && exact.isEmpty()) {
      return root;
    }
    T longest = root;
    int hash = AsciiMap.HASH_SEED;
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      if (b == '/' && i > from) {
        longest = longer(hash, bytes, from, i, longest);
      }
      hash = AsciiMap.hash(hash, b);
    }
    longest = longer(hash, bytes, from, to, longest);
    T found = exact.get(hash, bytes, from, to);
    return found == null ? longest : found;
  }

  private @Nullable T longer(int hash, byte[] bytes, int from, int to, @Nullable T before) {
    T found = prefixes.get(hash, bytes, from, to);
    return found == null ? before : found;
  }

  /** Collects paths; the first of two equal ones counts. Compared in {@link NormalPath} form. */
  static final class Builder<T> {
    private final Map<String, T> exact = new HashMap<>();
    private final Map<String, T> prefixes = new HashMap<>();
    private @Nullable T root;

    void exact(String path, T value) {
      exact.putIfAbsent(normal(path), value);
    }

    void prefix(String prefix, T value) {
      String normal = normal(prefix);
      if (normal.endsWith("/")) {
        normal = normal.substring(0, normal.length() - 1);
      }
      if (!normal.isEmpty()) {
        prefixes.putIfAbsent(normal, value);
      } else if (root == null) {
        root = value;
      }
    }

    private static String normal(String path) {
      byte[] bytes = Ascii.bytes(path);
      if (!NormalPath.isNeeded(bytes, 0, bytes.length)) {
        return path;
      }
      byte[] normal = NormalPath.of(bytes, 0, bytes.length);
      return Ascii.text(normal, 0, normal.length);
    }

    PathTable<T> build() {
      return new PathTable<>(exact, prefixes, root);
    }
  }
}
