package io.forebay.route;

import io.forebay.util.Ascii;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The routes of one priority: exact host, then the longest wildcard, then any host. A host without
 * a fitting path leaves the next one its chance.
 */
final class HostTable<T> {

  private static final int MAX_HOST_BYTES = 255;

  private final AsciiMap<PathTable<T>> hosts;
  private final AsciiMap<PathTable<T>> wildcards;
  private final int[] wildcardLengths;
  private final PathTable<T> anyHost;

  private HostTable(
      AsciiMap<PathTable<T>> hosts,
      AsciiMap<PathTable<T>> wildcards,
      int[] wildcardLengths,
      PathTable<T> anyHost) {
    this.hosts = hosts;
    this.wildcards = wildcards;
    this.wildcardLengths = wildcardLengths;
    this.anyHost = anyHost;
  }

  /** What belongs to a host as it was received and a path in normal form, or null. */
  @Nullable T match(
      byte[] bytes,
      int hostFrom,
      int hostTo,
      byte[] path,
      int pathFrom,
      int pathTo,
      Eligibility<? super T> eligibility) {
    if (!hosts.isEmpty() || !wildcards.isEmpty()) {
      int end = nameEnd(bytes, hostFrom, hostTo);
      T found = matchHost(bytes, hostFrom, end, path, pathFrom, pathTo, eligibility);
      if (found != null) {
        return found;
      }
    }
    return anyHost.match(path, pathFrom, pathTo, eligibility);
  }

  private @Nullable T matchHost(
      byte[] bytes,
      int from,
      int to,
      byte[] path,
      int pathFrom,
      int pathTo,
      Eligibility<? super T> eligibility) {
    if (to - from > MAX_HOST_BYTES) {
      return null;
    }
    PathTable<T> exact = hosts.isEmpty() ? null : exactHost(bytes, from, to);
    T found = exact == null ? null : exact.match(path, pathFrom, pathTo, eligibility);
    return found == null && !wildcards.isEmpty()
        ? matchWildcard(bytes, from, to, path, pathFrom, pathTo, eligibility)
        : found;
  }

  /** Looks up the ends of the host that are as long as a wildcard, longest first. */
  private @Nullable T matchWildcard(
      byte[] bytes,
      int from,
      int to,
      byte[] path,
      int pathFrom,
      int pathTo,
      Eligibility<? super T> eligibility) {
    if (!isLowerCase(bytes, from, to)) {
      byte[] host = lowerCase(bytes, from, to);
      return matchWildcard(host, 0, host.length, path, pathFrom, pathTo, eligibility);
    }
    for (int length : wildcardLengths) {
      int start = to - length;
      PathTable<T> paths =
          start > from && bytes[start] == '.' ? wildcards.get(bytes, start, to) : null;
      T found = paths == null ? null : paths.match(path, pathFrom, pathTo, eligibility);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private @Nullable PathTable<T> exactHost(byte[] bytes, int from, int to) {
    int hash = AsciiMap.HASH_SEED;
    boolean lower = true;
    for (int i = from; i < to; i++) {
      byte folded = Ascii.toLower(bytes[i]);
      lower &= folded == bytes[i];
      hash = AsciiMap.hash(hash, folded);
    }
    if (lower) {
      return hosts.get(hash, bytes, from, to);
    }
    byte[] folded = lowerCase(bytes, from, to);
    return hosts.get(hash, folded, 0, folded.length);
  }

  private static boolean isLowerCase(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (Ascii.toLower(bytes[i]) != bytes[i]) {
        return false;
      }
    }
    return true;
  }

  private static byte[] lowerCase(byte[] bytes, int from, int to) {
    byte[] folded = new byte[to - from];
    for (int i = 0; i < folded.length; i++) {
      folded[i] = Ascii.toLower(bytes[from + i]);
    }
    return folded;
  }

  /** End of the host without its port and without the dot of a rooted name. */
  private static int nameEnd(byte[] bytes, int from, int to) {
    int end = to;
    for (int i = to - 1; i >= from && (Ascii.isDigit(bytes[i]) || bytes[i] == ':'); i--) {
      if (bytes[i] == ':') {
        end = i;
        break;
      }
    }
    return end > from && bytes[end - 1] == '.' ? end - 1 : end;
  }

  /** Collects the paths of hosts. */
  static final class Builder<T> {
    private final Map<String, PathTable.Builder<T>> hosts = new LinkedHashMap<>();
    private final PathTable.Builder<T> anyHost = new PathTable.Builder<>();

    PathTable.Builder<T> paths(@Nullable String host) {
      return host == null
          ? anyHost
          : hosts.computeIfAbsent(host, added -> new PathTable.Builder<>());
    }

    HostTable<T> build() {
      Map<String, PathTable<T>> exact = new HashMap<>();
      Map<String, PathTable<T>> wildcards = new HashMap<>();
      hosts.forEach(
          (host, paths) -> {
            if (host.startsWith("*.")) {
              wildcards.put(host.substring(1), paths.build());
            } else {
              exact.put(host, paths.build());
            }
          });
      int[] lengths =
          wildcards.keySet().stream()
              .map(String::length)
              .distinct()
              .sorted(Comparator.reverseOrder())
              .mapToInt(Integer::intValue)
              .toArray();
      return new HostTable<>(
          new AsciiMap<>(exact), new AsciiMap<>(wildcards), lengths, anyHost.build());
    }
  }
}
