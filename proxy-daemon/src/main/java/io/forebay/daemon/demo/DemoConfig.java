package io.forebay.daemon.demo;

import io.forebay.config.AdminConfig;
import io.forebay.config.BackendConfig;
import io.forebay.config.BindAddress;
import io.forebay.config.ListenerConfig;
import io.forebay.config.ProxyConfig;
import io.forebay.config.ServerConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the demo needs to know of its configuration, which has one listener and one backend. */
public final class DemoConfig {
  public static final String LISTENER = "web";
  private static final String BACKEND = "app";

  private DemoConfig() {}

  /** The servers that the demo has to start. */
  public static List<ServerConfig> servers(ProxyConfig config) {
    BackendConfig backend = config.backends().get(BACKEND);
    if (backend == null) {
      throw new IllegalArgumentException("backends: no " + BACKEND + " in the demo's file");
    }
    return backend.servers();
  }

  /**
   * The same on other ports: the servers on {@code ports}, in their order, and everything that
   * listens on any free port.
   */
  public static ProxyConfig withPorts(ProxyConfig config, List<Integer> ports) {
    Map<String, ListenerConfig> listeners = new LinkedHashMap<>();
    config.listeners().forEach((name, it) -> listeners.put(name, anyPort(it)));
    Map<String, BackendConfig> backends = new LinkedHashMap<>(config.backends());
    backends.computeIfPresent(BACKEND, (name, it) -> withPorts(it, ports));
    List<AdminConfig> admin = config.admin().stream().map(DemoConfig::anyPort).toList();
    return new ProxyConfig(config.global(), config.rateLimits(), listeners, backends, admin);
  }

  private static BackendConfig withPorts(BackendConfig it, List<Integer> ports) {
    List<ServerConfig> servers = new ArrayList<>();
    for (int i = 0; i < it.servers().size(); i++) {
      servers.add(it.servers().get(i).at(ports.get(i)));
    }
    return it.with(servers);
  }

  private static ListenerConfig anyPort(ListenerConfig it) {
    return it.at(anyPort(it.bind()));
  }

  private static AdminConfig anyPort(AdminConfig it) {
    return it.at(anyPort(it.bind()));
  }

  private static List<BindAddress> anyPort(List<BindAddress> bind) {
    return bind.stream().map(it -> new BindAddress(it.host(), 0)).toList();
  }
}
