package io.forebay.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SuggestionsTest {
  private static final List<String> OURS =
      List.of(
          "listeners",
          "backends",
          "servers",
          "balance",
          "round_robin",
          "least_conn",
          "health_check",
          "interval",
          "rise",
          "fall",
          "max_connections",
          "drain_timeout",
          "rate_limit",
          "sticky");

  @ParameterizedTest
  @CsvSource({
    "frontends, listeners",
    "entryPoints, listeners",
    "entrypoints, listeners",
    "upstreams, backends",
    "clusters, backends",
    "services, backends",
    "target_groups, backends",
    "pools, backends",
    "targets, servers",
    "endpoints, servers",
    "members, servers",
    "origins, servers",
    "algorithm, balance",
    "lb_policy, balance",
    "strategy, balance",
    "policy, balance",
    "roundrobin, round_robin",
    "rr, round_robin",
    "wrr, round_robin",
    "leastconn, least_conn",
    "least_connections, least_conn",
    "least_outstanding_requests, least_conn",
    "healthcheck, health_check",
    "check, health_check",
    "probe, health_check",
    "inter, interval",
    "healthy_threshold, rise",
    "passes, rise",
    "health_passes, rise",
    "unhealthy_threshold, fall",
    "fails, fall",
    "health_fails, fall",
    "maxconn, max_connections",
    "deregistration_delay, drain_timeout",
    "slowdown, drain_timeout",
    "proxy_read_timeout, timeouts.server",
    "limit_req, rate_limit",
    "stickiness, sticky",
    "session_affinity, sticky",
    "affinity, sticky",
  })
  void nearest_otherProxiesWord_isOurs(String word, String ours) {
    assertThat(Suggestions.nearest(word, OURS)).isEqualTo(ours);
  }

  @ParameterizedTest
  @CsvSource({
    "listner, listeners",
    "Listeners, listeners",
    "healthCheck, health_check",
    "health-check, health_check",
    "blaance, balance",
    "intervall, interval",
    "rsie, rise",
    "maxConnections, max_connections",
  })
  void nearest_misspelling_isCorrected(String word, String ours) {
    assertThat(Suggestions.nearest(word, OURS)).isEqualTo(ours);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "zzzzzz", "completely_different", "ab"})
  void nearest_nothingLikeIt_isNone(String word) {
    assertThat(Suggestions.nearest(word, OURS)).isNull();
  }

  @Test
  void nearest_endlessWord_isNone() {
    assertThat(Suggestions.nearest("servers".repeat(100_000), OURS)).isNull();
  }
}
