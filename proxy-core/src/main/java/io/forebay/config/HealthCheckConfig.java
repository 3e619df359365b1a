package io.forebay.config;

import org.jspecify.annotations.Nullable;

/**
 * An active check of a backend's servers.
 *
 * @param http what is asked and what a good answer is; null where something else is asked
 * @param grpc what is asked by gRPC; null, beside a null {@code http}, where a connection is enough
 * @param pace when servers are checked
 * @param rise good checks in a row until a server is up, 1 to 100, default 2
 * @param fall failed checks in a row until a server is down, 1 to 100, default 3
 * @param initialState of a server that is new, default {@link InitialState#CHECKED}
 * @param tls how the connections of checks are encrypted; null where they are not
 * @param asServer whether they are encrypted as the server's own where those are, default true
 */
public record HealthCheckConfig(
    @Nullable HttpCheckConfig http,
    @Nullable GrpcCheckConfig grpc,
    CheckPace pace,
    int rise,
    int fall,
    InitialState initialState,
    @Nullable UpstreamTlsConfig tls,
    boolean asServer) {

  public static final int DEFAULT_RISE = 2;
  public static final int DEFAULT_FALL = 3;
  public static final int MAX_COUNT = 100;

  public HealthCheckConfig {
    Checks.require(http == null || grpc == null, "health_check", http + "", "http or grpc");
    Checks.range("rise", rise, 1, MAX_COUNT);
    Checks.range("fall", fall, 1, MAX_COUNT);
  }

  /** A check that is encrypted where its server is. */
  public HealthCheckConfig(
      @Nullable HttpCheckConfig http,
      CheckPace pace,
      int rise,
      int fall,
      InitialState initialState) {
    this(http, null, pace, rise, fall, initialState, null, true);
  }

  /** A check that decides before its servers are used. */
  public HealthCheckConfig(@Nullable HttpCheckConfig http, CheckPace pace, int rise, int fall) {
    this(http, pace, rise, fall, InitialState.CHECKED);
  }

  /** A check by gRPC that decides before its servers are used. */
  public static HealthCheckConfig grpc(GrpcCheckConfig grpc, CheckPace pace, int rise, int fall) {
    return new HealthCheckConfig(null, grpc, pace, rise, fall, InitialState.CHECKED, null, true);
  }

  /** A GET of this path with every other value at its default. */
  public static HealthCheckConfig of(String path) {
    return new HealthCheckConfig(
        HttpCheckConfig.of(path), CheckPace.DEFAULT, DEFAULT_RISE, DEFAULT_FALL);
  }

  /** The check of {@code server}, by its TLS and under the host that stands there for it. */
  HealthCheckConfig of(ServerConfig server) {
    boolean encrypted = asServer && server.tls() != null;
    String host = server.told().named();
    if (!encrypted && host == null) {
      return this;
    }
    return new HealthCheckConfig(
        http == null || host == null ? http : http.orHost(host),
        grpc == null || host == null ? grpc : grpc.orHost(host),
        pace,
        rise,
        fall,
        initialState,
        encrypted ? server.tls() : tls,
        asServer);
  }
}
