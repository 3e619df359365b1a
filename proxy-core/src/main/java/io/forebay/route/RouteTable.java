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
 * Host and path to a value: exact host, then the longest wildcard, then any host; within a host
 * exact path, then the longest prefix. A host without a fitting path leaves the next one its
 * chance.
 */
public final class RouteTable<T> {

  private static final int MAX_HOST_BYTES = 255;

  private record Wildcard<T>(byte[] suffix, PathTable<T> paths) {}

  private final AsciiMap<PathTable<T>> hosts;
  private final List<Wildcard<T>> wildcards;
  private final PathTable<T> anyHost;

  private RouteTable(
      AsciiMap<PathTable<T>> hosts, List<Wildcard<T>> wildcards, PathTable<T> anyHost) {
    this.hosts = hosts;
    this.wildcards = wildcards;
    this.anyHost = anyHost;
  }

  /** Starts an empty table. */
  public static <T> Builder<T> builder() {
    return new Builder<>();
  }

  /**
   * What belongs to a request, or null.
   *
   * @param bytes where host and path lie
   * @param hostFrom the host as it was received, with its port, in any letter case; may be empty
   * @param pathFrom the path without its query
   */
  public @Nullable T match(byte[] bytes, int hostFrom, int hostTo, int pathFrom, int pathTo) {
    if (NormalPath.isNeeded(bytes, pathFrom, pathTo)) {
      byte[] path = NormalPath.of(bytes, pathFrom, pathTo);
      return match(bytes, hostFrom, hostTo, path, 0, path.length);
    }
    return match(bytes, hostFrom, hostTo, bytes, pathFrom, pathTo);
  }

  private @Nullable T match(
      byte[] bytes, int hostFrom, int hostTo, byte[] path, int pathFrom, int pathTo) {
    if (!hosts.isEmpty() || !wildcards.isEmpty()) {
      int end = nameEnd(bytes, hostFrom, hostTo);
      T found = matchHost(bytes, hostFrom, end, path, pathFrom, pathTo);
      if (found != null) {
        return found;
      }
    }
    return anyHost.match(path, pathFrom, pathTo);
  }

  private @Nullable T matchHost(
      byte[] bytes, int from, int to, byte[] path, int pathFrom, int pathTo) {
    if (to - from > MAX_HOST_BYTES) {
      return null;
    }
    PathTable<T> exact = hosts.isEmpty() ? null : exactHost(bytes, from, to);
    T found = exact == null ? null : exact.match(path, pathFrom, pathTo);
    for (int i = 0; found == null && i < wildcards.size(); i++) {
      Wildcard<T> wildcard = wildcards.get(i);
      int start = to - wildcard.suffix.length;
      if (start > from && Ascii.equalsIgnoreCase(bytes, start, to, wildcard.suffix)) {
        found = wildcard.paths.match(path, pathFrom, pathTo);
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

  /** Collects routes in the order of their precedence among equals. */
  public static final class Builder<T> {
    private final Map<String, PathTable.Builder<T>> hosts = new LinkedHashMap<>();
    private final PathTable.Builder<T> anyHost = new PathTable.Builder<>();

    private Builder() {}

    /**
     * Adds a route for exactly one path.
     *
     * @param host in lower case, {@code *.suffix} for a wildcard, null for any
     */
    public Builder<T> exact(@Nullable String host, String path, T value) {
      paths(host).exact(path, value);
      return this;
    }

    /** Adds a route for a path and everything below it. */
    public Builder<T> prefix(@Nullable String host, String prefix, T value) {
      paths(host).prefix(prefix, value);
      return this;
    }

    private PathTable.Builder<T> paths(@Nullable String host) {
      return host == null
          ? anyHost
          : hosts.computeIfAbsent(host, added -> new PathTable.Builder<>());
    }

    /** The finished table. */
    public RouteTable<T> build() {
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
      return new RouteTable<>(new AsciiMap<>(exact), List.copyOf(wildcards), anyHost.build());
    }
  }
}
