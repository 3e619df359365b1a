package io.forebay.daemon.explain;

import io.forebay.config.BindAddress;
import io.forebay.config.ListenerConfig;
import io.forebay.config.ProxyConfig;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds the listener that a request arrives at. */
final class ListenerChoice {

  private final ProxyConfig config;

  ListenerChoice(ProxyConfig config) {
    this.config = config;
  }

  /**
   * The listener called {@code name}, or the one at the request's port where that is null.
   *
   * @throws IllegalArgumentException with a message fit for users
   */
  ListenerConfig of(ExplainedRequest request, @Nullable String name) {
    if (name != null) {
      ListenerConfig named = config.listeners().get(name);
      if (named == null) {
        throw new IllegalArgumentException(name + " (expected: a listener: " + all() + ")");
      }
      return named;
    }
    List<ListenerConfig> fit =
        config.listeners().values().stream().filter(it -> takes(it, request)).toList();
    List<ListenerConfig> own = fit.stream().filter(it -> isBoundTo(it, request)).toList();
    List<ListenerConfig> left = own.isEmpty() ? fit : own;
    if (left.size() != 1) {
      throw new IllegalArgumentException(
          (request.secure() ? "https" : "http")
              + " on port "
              + request.port()
              + (left.isEmpty() ? ": no listener takes it" : ": several listeners take it")
              + " (expected: --listener NAME, which is one of "
              + all()
              + ")");
    }
    return left.get(0);
  }

  private static boolean takes(ListenerConfig listener, ExplainedRequest request) {
    return (listener.tls() != null) == request.secure()
        && listener.bind().stream().anyMatch(it -> it.port() == request.port());
  }

  private static boolean isBoundTo(ListenerConfig listener, ExplainedRequest request) {
    return listener.bind().contains(new BindAddress(bare(request.host()), request.port()));
  }

  private static String bare(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private String all() {
    return config.listeners().values().stream()
        .map(
            it ->
                it.name()
                    + it.bind().stream()
                        .map(BindAddress::toString)
                        .collect(Collectors.joining(", ", " (", ")")))
        .collect(Collectors.joining(", "));
  }
}
