package io.forebay.config.yaml;

import io.forebay.config.CheckPace;
import io.forebay.config.GrpcCheckConfig;
import io.forebay.config.HealthCheckConfig;
import io.forebay.config.HttpCheckConfig;
import io.forebay.config.InitialState;
import io.forebay.config.OwnCheck;
import io.forebay.config.UpstreamTlsConfig;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code health_check} of a backend. */
final class HealthCheckSection {
  private enum Type {
    HTTP,
    GRPC,
    TCP,
    TLS
  }

  private static final Map<String, Type> TYPES = Words.of(Type.class);

  private HealthCheckSection() {}

  static boolean isNone(Place place) {
    return place.node().text().equals("none");
  }

  /**
   * The check of a server, over that of its backend key by key; null where it says nothing, and
   * after a problem.
   */
  static @Nullable OwnCheck ofServer(
      MapReader server, @Nullable Place ofBackend, InitialState initialState) {
    Place own = server.at("health_check");
    if (own == null || isNone(own)) {
      return own == null ? null : OwnCheck.NONE;
    }
    MapReader map = MapReader.of(own);
    if (map == null) {
      return null;
    }
    boolean inherits = ofBackend != null && ofBackend.node().kind() == YamlNode.Kind.MAP;
    HealthCheckConfig check = read(inherits ? map.over(ofBackend.node()) : map, initialState);
    return check == null ? null : new OwnCheck(check);
  }

  /** Null after a problem. */
  static @Nullable HealthCheckConfig read(MapReader map, InitialState initialState) {
    int before = map.problems().count();
    Type type = type(map);
    HttpCheckConfig http = type == Type.HTTP ? HttpCheckSection.read(map) : null;
    GrpcCheckConfig grpc = type == Type.GRPC ? GrpcCheckSection.read(map) : null;
    if (type == Type.TCP || type == Type.TLS) {
      HttpCheckSection.passOver(map);
    }
    if (type != Type.GRPC) {
      GrpcCheckSection.passOver(map);
    }
    UpstreamTlsConfig tls = tls(map, type);
    boolean plain = type == Type.TCP && map.at("type") != null;
    boolean asServer = map.at("tls") == null && !plain;
    map.at("port"); // Part of the servers.
    CheckPace pace = pace(map);
    int rise = map.integer("rise", HealthCheckConfig.DEFAULT_RISE, 1, HealthCheckConfig.MAX_COUNT);
    int fall = map.integer("fall", HealthCheckConfig.DEFAULT_FALL, 1, HealthCheckConfig.MAX_COUNT);
    map.finish(UnsupportedKeys.Level.HEALTH_CHECK);
    if (map.problems().count() != before || pace == null) {
      return null;
    }
    return new HealthCheckConfig(http, grpc, pace, rise, fall, initialState, tls, asServer);
  }

  /** Null after a problem. */
  private static @Nullable Type type(MapReader map) {
    Place place = map.at("type");
    if (place == null) {
      boolean encrypted = map.has("tls") && !isNone(map.at("tls"));
      return map.has("path") ? Type.HTTP : encrypted ? Type.TLS : Type.TCP;
    }
    return Scalars.word(place, TYPES);
  }

  /** Null for none or that of the server, and after a problem. */
  private static @Nullable UpstreamTlsConfig tls(MapReader map, @Nullable Type type) {
    Place place = map.at("tls");
    if (place == null) {
      return type == Type.TLS ? UpstreamTlsConfig.DEFAULT : null;
    }
    boolean none = isNone(place);
    if (type == Type.TLS && none) {
      place.problem("none with type tls (expected: a map)");
    } else if (type == Type.TCP && !none) {
      place.warn("without effect in a TCP check");
      return null;
    }
    return UpstreamTlsSection.read(place);
  }

  /** Null after a problem. */
  private static @Nullable CheckPace pace(MapReader map) {
    int before = map.problems().count();
    Duration interval = map.duration("interval", CheckPace.DEFAULT_INTERVAL);
    CheckPace usual = CheckPace.of(interval);
    Duration fast = map.duration("fast_interval", usual.fastInterval());
    Duration down = map.duration("down_interval", usual.downInterval());
    Duration timeout = map.duration("timeout", usual.timeout());
    Place fastPlace = map.at("fast_interval");
    if (fastPlace != null && fast.compareTo(interval) > 0) {
      fastPlace.expected("at most the interval");
    }
    Place timeoutPlace = map.at("timeout");
    if (timeoutPlace != null && timeout.compareTo(interval) > 0) {
      timeoutPlace.warn("longer than the interval: a hanging server is noticed late");
    }
    return map.problems().count() != before ? null : new CheckPace(interval, fast, down, timeout);
  }
}
