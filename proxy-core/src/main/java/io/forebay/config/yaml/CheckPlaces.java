package io.forebay.config.yaml;

import io.forebay.config.ServerConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where servers are checked, if not where they serve. */
final class CheckPlaces {
  private static final String PORT = "check_port";
  private static final String ADDRESS = "check_address";
  private static final String OF_UNIX_SOCKET = "of a unix socket (expected: none)";

  private CheckPlaces() {}

  /** {@code check_port} of the backend, or {@code port} of its check; 0 for none. */
  static int portOfBackend(MapReader backend) {
    return port(portPlace(backend), 0);
  }

  /**
   * {@code check_port} of the server, or {@code port} of its own check; 0 for none. There is none
   * for a unix socket.
   */
  static int portOfServer(MapReader server, @Nullable ServerConfig address, int inherited) {
    Place port = portPlace(server);
    if (address == null || address.unixPath() == null) {
      return port(port, inherited);
    }
    if (port != null) {
      port.problem(OF_UNIX_SOCKET);
    }
    return 0;
  }

  private static @Nullable Place portPlace(MapReader owner) {
    Place own = owner.at(PORT);
    Place check = owner.at("health_check");
    MapReader map =
        check == null || check.node().kind() != YamlNode.Kind.MAP ? null : MapReader.of(check);
    Place ofCheck = map == null ? null : map.at("port");
    if (own != null && ofCheck != null) {
      own.problem("beside health_check.port (expected: one of them)");
    }
    return own == null ? ofCheck : own;
  }

  private static int port(@Nullable Place place, int fallback) {
    Integer port = place == null ? null : Scalars.integer(place, 1, 65_535);
    return port == null ? fallback : port;
  }

  /** {@code check_address} of the backend; null for none. */
  static @Nullable String addressOfBackend(MapReader backend) {
    return address(backend.at(ADDRESS), null);
  }

  /** {@code check_address} of the server; null for none, as with every unix socket. */
  static @Nullable String addressOfServer(
      MapReader server, @Nullable ServerConfig address, @Nullable String inherited) {
    Place own = server.at(ADDRESS);
    if (address == null || address.unixPath() == null) {
      return address(own, inherited);
    }
    if (own != null) {
      own.problem(OF_UNIX_SOCKET);
    }
    return null;
  }

  private static @Nullable String address(@Nullable Place place, @Nullable String inherited) {
    String expected = "an IP address or a host name, without a port";
    String host = place == null ? null : Scalars.text(place, expected);
    if (host != null && !ServerConfig.isHost(host)) {
      place.expected(expected);
      return inherited;
    }
    return host == null ? inherited : host;
  }

  /** Tells of keys that say where a backend's servers are checked, when none of them is. */
  static void warnWithoutCheck(MapReader backend) {
    for (String key : List.of(PORT, ADDRESS)) {
      Place place = backend.at(key);
      if (place != null) {
        place.warn("without effect: there is no health_check");
      }
    }
  }
}
