package io.forebay.route;

import io.forebay.util.Ascii;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The routes of one priority: exact host, then the longest wildcard, then any host. A host without
 * a fitting path leaves the next one its chance.
 */
final class HostTable<T> {

  private static final int MAX_HOST_BYTES = 255;

  private record Wildcard<T>(byte[] suffix, PathTable<T> paths) {}

  private final AsciiMap<PathTable<T>> hosts;
  private final List<Wildcard<T>> wildcards;
  private final PathTable<T> anyHost;

  private HostTable(
      AsciiMap<PathTable<T>> hosts, List<Wildcard<T>> wildcards, PathTable<T> anyHost) {
    this.hosts = hosts;
    this.wildcards = wildcards;
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
    for (int i = 0; found == null && i < wildcards.size(); i++) {
      Wildcard<T> wildcard = wildcards.get(i);
      int start = to - wildcard.suffix.length;
      if (start > from && Ascii.equalsIgnoreCase(bytes, start, to, wildcard.suffix)) {
        found = wildcard.paths.match(path, pathFrom, pathTo, eligibility);
      }
    }
    return found;
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
    byte[] folded = new byte[to - from];
    for (int i = 0; i < folded.length; i++) {
      folded[i] = Ascii.toLower(bytes[from + i]);
    }
    return hosts.get(hash, folded, 0, folded.length);
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
      List<Wildcard<T>> wildcards = new ArrayList<>();
      hosts.forEach(
          (host, paths) -> {
            if (host.startsWith("*.")) {
              wildcards.add(new Wildcard<>(Ascii.bytes(host.substring(1)), paths.build()));
            } else {
              exact.put(host, paths.build());
            }
          });
      wildcards.sort(Comparator.comparing((Wildcard<T> it) -> it.suffix.length).reversed());
      return new HostTable<>(new AsciiMap<>(exact), List.copyOf(wildcards), anyHost.build());
    }
  }
}
