package io.forebay.config;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A named group of servers that can stand in for each other.
 *
 * @param name unique among backends
 * @param balance how servers are picked
 * @param servers at least one that is no backup; their names are unique here
 * @param keepAlive which connections to servers are kept for reuse
 * @param retry which failed tries are repeated
 * @param timeouts those of {@code defaults}, overridden by the backend's own
 * @param healthCheck null means that servers are judged by the traffic alone, those with an {@link
 *     OwnCheck} apart
 * @param queue how requests wait while every server is full, default {@link QueueConfig#DEFAULT}
 * @param passiveCheck by what requests tell that a server has failed, at most {@link
 *     PassiveCheckConfig#MAX_RULES} rules, default {@link PassiveCheckConfig#DEFAULT}; none if
 *     empty
 * @param circuitBreaker when requests to a server that fails are stopped; null for never
 * @param whenMarkedDown what becomes of the connections to a server that goes down, default {@link
 *     WhenMarkedDown#LEAVE}
 * @param shortage what happens when too few servers are up, default {@link ShortageConfig#DEFAULT}
 * @param http2 how connections of HTTP/2 are used, default {@link Http2Config#DEFAULT}
 * @param headers the backend's header sets and its own {@code headers}, merged; closer to the
 *     servers than those of listeners and routes
 * @param sticky how clients keep their server, where routes say nothing else; null for not at all
 */
public record BackendConfig(
    String name,
    BalanceConfig balance,
    List<ServerConfig> servers,
    KeepAliveConfig keepAlive,
    RetryConfig retry,
    TimeoutsConfig timeouts,
    @Nullable HealthCheckConfig healthCheck,
    QueueConfig queue,
    List<PassiveCheckConfig> passiveCheck,
    @Nullable CircuitBreakerConfig circuitBreaker,
    WhenMarkedDown whenMarkedDown,
    ShortageConfig shortage,
    Http2Config http2,
    HeadersConfig headers,
    @Nullable StickyConfig sticky) {

  /** A backend with all else at its default. */
  public BackendConfig(
      String name, List<ServerConfig> servers, @Nullable HealthCheckConfig healthCheck) {
    this(
        name,
        BalanceConfig.DEFAULT,
        servers,
        KeepAliveConfig.DEFAULT,
        RetryConfig.DEFAULT,
        TimeoutsConfig.DEFAULT,
        healthCheck,
        QueueConfig.DEFAULT,
        PassiveCheckConfig.DEFAULT,
        null,
        WhenMarkedDown.LEAVE,
        ShortageConfig.DEFAULT,
        Http2Config.DEFAULT,
        HeadersConfig.EMPTY,
        null);
  }

  public BackendConfig {
    servers = List.copyOf(servers);
    passiveCheck = List.copyOf(passiveCheck);
    Checks.range("passive_check rules", passiveCheck.size(), 0, PassiveCheckConfig.MAX_RULES);
    Checks.require(!servers.isEmpty(), "servers", servers, "at least one server");
    Checks.require(
        !servers.stream().allMatch(ServerConfig::backup),
        "backup",
        "all servers",
        "at least one server that is no backup");
    Set<String> names = new HashSet<>();
    for (ServerConfig server : servers) {
      Checks.require(names.add(server.name()), "server", server.name(), "each name once");
    }
  }

  /** The same backend with other servers. */
  public BackendConfig with(List<ServerConfig> others) {
    return new BackendConfig(
        name,
        balance,
        others,
        keepAlive,
        retry,
        timeouts,
        healthCheck,
        queue,
        passiveCheck,
        circuitBreaker,
        whenMarkedDown,
        shortage,
        http2,
        headers,
        sticky);
  }

  /** How this server is checked, by its own TLS if the check says nothing; null where it is not. */
  public @Nullable HealthCheckConfig checkOf(ServerConfig server) {
    OwnCheck own = server.ownCheck();
    HealthCheckConfig check = own == null ? healthCheck : own.check();
    return check == null ? null : check.of(server);
  }

  /** Whether any server is checked. */
  public boolean isChecked() {
    return servers.stream().anyMatch(it -> checkOf(it) != null);
  }
}
