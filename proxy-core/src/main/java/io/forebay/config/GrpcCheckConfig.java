package io.forebay.config;

import org.jspecify.annotations.Nullable;

/**
 * A check by gRPC's own protocol, {@code grpc.health.v1.Health/Check}.
 *
 * @param service what is asked for; empty, the default, for the server as a whole
 * @param host the authority, such as {@code app.test}; null for the server's own address
 */
public record GrpcCheckConfig(String service, @Nullable String host) {

  public static final int MAX_SERVICE_LENGTH = 255;

  /** What a service's name must be. */
  public static final String SERVICE = "at most 255 characters of visible ASCII";

  /** Asks for the server as a whole. */
  public static final GrpcCheckConfig SERVER = new GrpcCheckConfig("", null);

  public GrpcCheckConfig {
    Checks.require(isService(service), "service", service, SERVICE);
    Checks.require(
        host == null || HttpCheckConfig.isHost(host), "host", host + "", "a host, or host:port");
  }

  /** The same with this host if it has none of its own. */
  GrpcCheckConfig orHost(String other) {
    return host != null ? this : new GrpcCheckConfig(service, other);
  }

  /** Whether this may be asked for: servers need not name what they check as gRPC services are. */
  public static boolean isService(String service) {
    return service.length() <= MAX_SERVICE_LENGTH
        && service.chars().allMatch(c -> c > ' ' && c < 0x7f);
  }
}
