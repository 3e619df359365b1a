package io.forebay.config.yaml;

import io.forebay.config.BackendConfig;
import io.forebay.config.BalanceConfig;
import io.forebay.config.CircuitBreakerConfig;
import io.forebay.config.HeadersConfig;
import io.forebay.config.HealthCheckConfig;
import io.forebay.config.Http2Config;
import io.forebay.config.InitialState;
import io.forebay.config.KeepAliveConfig;
import io.forebay.config.PassiveCheckConfig;
import io.forebay.config.QueueConfig;
import io.forebay.config.RetryConfig;
import io.forebay.config.ServerConfig;
import io.forebay.config.ShortageConfig;
import io.forebay.config.StickyConfig;
import io.forebay.config.TimeoutsConfig;
import io.forebay.config.WhenMarkedDown;
import io.forebay.config.yaml.DefaultsSection.Defaults;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One entry of {@code backends}. */
final class BackendSection {
  private final Defaults defaults;
  private final References references;
  private final HeadersSection headers;
  private final Map<String, ServerSection.Inherited> newServers;

  /**
   * @param newServers gets what servers of each backend have that say nothing of their own
   */
  BackendSection(
      Defaults defaults,
      References references,
      HeadersSection headers,
      Map<String, ServerSection.Inherited> newServers) {
    this.newServers = newServers;
    this.defaults = defaults;
    this.references = references;
    this.headers = headers;
  }

  /** Null after a problem. */
  @Nullable BackendConfig read(String name, Place key, MapReader map) {
    int before = map.problems().count();
    map.at("from"); // Copied already.
    Place balancePlace = map.at("balance");
    BalanceConfig balance =
        balancePlace == null ? BalanceConfig.DEFAULT : BalanceSection.read(balancePlace);
    InitialState initialState =
        map.word("initial_state", InitialState.CHECKED, Words.of(InitialState.class));
    ServerSection.Inherited inherited = ServerSection.inherited(map, initialState);
    List<ServerConfig> servers = ServerSection.readAll(map, inherited);
    KeepAliveConfig keepAlive = keepAlive(map.map("keep_alive"));
    RetryConfig retry = RetrySection.read(map).over(defaults.retry());
    TimeoutsConfig timeouts =
        TimeoutsSection.ofServers(map, "backends", "defaults.timeouts")
            .over(defaults.timeouts().ofServers().over(TimeoutsConfig.DEFAULT));
    HealthCheckConfig check = healthCheck(map, initialState, servers);
    Http2Config http2 = Http2Section.read(map.map("http2"));
    QueueConfig queue = QueueSection.read(map.map("queue"));
    List<PassiveCheckConfig> passive = PassiveCheckSection.read(map);
    WhenMarkedDown whenDown =
        map.word("when_marked_down", WhenMarkedDown.LEAVE, Words.of(WhenMarkedDown.class));
    if (check == null && servers.stream().allMatch(it -> it.ownCheck() == null)) {
      CheckPlaces.warnWithoutCheck(map);
    }
    CircuitBreakerConfig breaker = CircuitBreakerSection.read(map);
    ShortageConfig shortage = ShortageSection.read(name, map, references);
    HeadersConfig ownHeaders = headers.ofOwner(map);
    StickyConfig sticky = sticky(name, map);
    map.finish(UnsupportedKeys.Level.BACKEND);
    if (map.at("health_check") == null && servers.stream().anyMatch(it -> it.ownCheck() == null)) {
      key.warn("no health_check: only requests that fail tell that a server is down");
    }
    if (map.problems().count() != before || balance == null) {
      return null;
    }
    newServers.put(name, inherited);
    return new BackendConfig(
        name,
        balance,
        servers,
        keepAlive,
        retry,
        timeouts,
        check,
        queue,
        passive,
        breaker,
        whenDown,
        shortage,
        http2,
        ownHeaders,
        sticky);
  }

  /** Null for none, and after a problem. */
  private @Nullable StickyConfig sticky(String name, MapReader map) {
    StickyConfig own = StickySection.read(map);
    StickyConfig all = StickyConfig.merge(defaults.sticky(), own);
    Place place = map.at("sticky");
    if (own != null && all != null && place != null) {
      StickySection.requireWhole(place, own, all);
    }
    references.defineSticky(name, all, place == null ? map.place() : place);
    return all == null || !all.isComplete() ? null : all.complete();
  }

  /** Null for none, and after a problem. */
  private static @Nullable HealthCheckConfig healthCheck(
      MapReader owner, InitialState initialState, List<ServerConfig> servers) {
    Place place = owner.at("health_check");
    Place initialPlace = owner.at("initial_state");
    if (place == null || HealthCheckSection.isNone(place)) {
      if (initialPlace != null && servers.stream().allMatch(it -> it.ownCheck() == null)) {
        initialPlace.problem("without health_check (expected: a check that changes the state)");
      }
      return null;
    }
    MapReader map = MapReader.of(place);
    return map == null ? null : HealthCheckSection.read(map, initialState);
  }

  private static KeepAliveConfig keepAlive(@Nullable MapReader map) {
    KeepAliveConfig base = KeepAliveConfig.DEFAULT;
    if (map == null) {
      return base;
    }
    boolean server = map.bool("server", base.server());
    int idle =
        map.integer(
            "idle_connections", base.idleConnections(), 0, KeepAliveConfig.MAX_IDLE_CONNECTIONS);
    Duration idleTimeout = map.duration("idle_timeout", base.idleTimeout());
    map.finish(UnsupportedKeys.Level.KEEP_ALIVE);
    return new KeepAliveConfig(server, idle, idleTimeout);
  }
}
