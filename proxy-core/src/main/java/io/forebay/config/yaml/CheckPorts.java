package io.forebay.config.yaml;

import io.forebay.config.ServerConfig;
import org.jspecify.annotations.Nullable;

/** Where servers are checked, if not where they serve; 0 for that. */
final class CheckPorts {
  private static final String KEY = "check_port";

  private CheckPorts() {}

  /** {@code check_port} of the backend, or {@code port} of its check. */
  static int ofBackend(MapReader backend) {
    Place check = backend.at("health_check");
    Place own = backend.at(KEY);
    MapReader checkMap =
        check == null || check.node().kind() != YamlNode.Kind.MAP ? null : MapReader.of(check);
    Place ofCheck = checkMap == null ? null : checkMap.at("port");
    if (own != null && checkMap == null) {
      own.warn("without effect: there is no health_check");
    }
    if (own != null && ofCheck != null) {
      own.problem("beside health_check.port (expected: one of them)");
    }
    return port(own == null ? ofCheck : own, 0);
  }

  /** {@code check_port} of the server; for a unix socket there is none. */
  static int ofServer(MapReader server, @Nullable ServerConfig address, int inherited) {
    Place own = server.at(KEY);
    if (address == null || address.unixPath() == null) {
      return port(own, inherited);
    }
    if (own != null) {
      own.problem("of a unix socket (expected: none)");
    }
    return 0;
  }

  private static int port(@Nullable Place place, int fallback) {
    Integer port = place == null ? null : Scalars.integer(place, 1, 65_535);
    return port == null ? fallback : port;
  }
}
