package io.forebay.route;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Host and path to a value. The highest priority comes first; within a priority exact host, then
 * the longest wildcard, then any host; within a host exact path, then the longest prefix, then
 * regular expressions in their order, then the prefix {@code /}; on one path those with conditions,
 * in their order. Whatever does not fit leaves the next one its chance.
 */
public final class RouteTable<T> {

  private static final Eligibility<Object> ALL = value -> true;

  private final List<HostTable<T>> priorities;

  private RouteTable(List<HostTable<T>> priorities) {
    this.priorities = priorities;
  }

  /** Starts an empty table. */
  public static <T> Builder<T> builder() {
    return new Builder<>();
  }

  /** As the other, where no value has conditions. */
  public @Nullable T match(byte[] bytes, int hostFrom, int hostTo, int pathFrom, int pathTo) {
    return match(bytes, hostFrom, hostTo, pathFrom, pathTo, ALL);
  }

  /**
   * What belongs to a request, or null.
   *
   * @param bytes where host and path lie
   * @param hostFrom the host as it was received, with its port, in any letter case; may be empty
   * @param pathFrom the path without its query
   * @param eligibility decides about values with conditions, in the order of precedence
   */
  public @Nullable T match(
      byte[] bytes,
      int hostFrom,
      int hostTo,
      int pathFrom,
      int pathTo,
      Eligibility<? super T> eligibility) {
    byte[] path = bytes;
    int from = pathFrom;
    int to = pathTo;
    if (NormalPath.isNeeded(bytes, pathFrom, pathTo)) {
      path = NormalPath.of(bytes, pathFrom, pathTo);
      from = 0;
      to = path.length;
    }
    for (int i = 0; i < priorities.size(); i++) {
      T found = priorities.get(i).match(bytes, hostFrom, hostTo, path, from, to, eligibility);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /**
   * Collects routes; of two that are equal and have no conditions the first counts. Hosts are in
   * lower case, {@code *.suffix} for a wildcard, null for any.
   */
  public static final class Builder<T> {
    private final Map<Integer, HostTable.Builder<T>> priorities =
        new TreeMap<>(Collections.reverseOrder());
    private int priority;
    private boolean conditional;

    private Builder() {}

    /** Of the routes added from now on; higher ones come first, default 0. */
    public Builder<T> priority(int priority) {
      this.priority = priority;
      return this;
    }

    /** Whether the routes added from now on have conditions, default false. */
    public Builder<T> conditional(boolean conditional) {
      this.conditional = conditional;
      return this;
    }

    /** Adds a route for exactly one path. */
    public Builder<T> exact(@Nullable String host, String path, T value) {
      paths(host).exact(path, value, conditional);
      return this;
    }

    /** Adds a route for a path and everything below it. */
    public Builder<T> prefix(@Nullable String host, String prefix, T value) {
      paths(host).prefix(prefix, value, conditional);
      return this;
    }

    /** Adds a route for the paths in normal form that {@code regex} takes as a whole. */
    public Builder<T> regex(@Nullable String host, String regex, T value) {
      paths(host).regex(regex, value, conditional);
      return this;
    }

    private PathTable.Builder<T> paths(@Nullable String host) {
      return priorities.computeIfAbsent(priority, added -> new HostTable.Builder<>()).paths(host);
    }

    /** The finished table. */
    public RouteTable<T> build() {
      return new RouteTable<>(priorities.values().stream().map(HostTable.Builder::build).toList());
    }
  }
}
