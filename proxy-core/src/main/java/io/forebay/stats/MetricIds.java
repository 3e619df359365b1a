package io.forebay.stats;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Small numbers for the names that label metrics: the same name has the same number for the life of
 * the process, through every reload. Any thread.
 */
public final class MetricIds {

  /** The labels of a route. */
  public record Route(String listener, String route, String backend) {}

  /** The labels of a server. */
  public record Server(String backend, String server) {}

  private final Ids<String> listeners = new Ids<>();
  private final Ids<Route> routes = new Ids<>();
  private final Ids<String> backends = new Ids<>();
  private final Ids<Server> servers = new Ids<>();

  /** A registry in which server 0 is {@link LoopStats#NO_SERVER}. */
  public MetricIds() {
    servers.of(new Server("", ""));
  }

  /** The id of a listener. */
  public int listener(String name) {
    return listeners.of(name);
  }

  /** The id of a route; {@code backend} is empty for one that answers by itself. */
  public int route(String listener, String route, String backend) {
    return routes.of(new Route(listener, route, backend));
  }

  /** The id of a backend. */
  public int backend(String name) {
    return backends.of(name);
  }

  /** The id of a server, at least 1. */
  public int server(String backend, String server) {
    return servers.of(new Server(backend, server));
  }

  /** Names of all listeners; the index is the id. */
  public List<String> listeners() {
    return listeners.all();
  }

  /** Labels of all routes; the index is the id. */
  public List<Route> routes() {
    return routes.all();
  }

  /** Names of the backends that have an id; the index is the id. */
  public List<String> backends() {
    return backends.all();
  }

  /** Labels of all servers; the index is the id. */
  public List<Server> servers() {
    return servers.all();
  }

  private static final class Ids<T> {
    private final Map<T, Integer> ids = new HashMap<>();
    private final List<T> names = new ArrayList<>();

    synchronized int of(T name) {
      return ids.computeIfAbsent(
          name,
          added -> {
            names.add(added);
            return names.size() - 1;
          });
    }

    synchronized List<T> all() {
      return List.copyOf(names);
    }
  }
}
