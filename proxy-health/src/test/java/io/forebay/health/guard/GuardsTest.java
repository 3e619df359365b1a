package io.forebay.health.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.backend.Backend;
import io.forebay.backend.Outcome;
import io.forebay.backend.Server;
import io.forebay.backend.ServerGuard;
import io.forebay.backend.UpstreamSettings;
import io.forebay.backend.WeightedServer;
import io.forebay.config.BackendConfig;
import io.forebay.testkit.TestProxy;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GuardsTest {
  private static final String CONFIG =
      """
      listeners: {web: {bind: "127.0.0.1:0", backend: app}}
      backends: {app: {servers: ["127.0.0.1:1"]}}
      """;
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final Map<Server, GuardPart> firsts = new HashMap<>();
  private final Map<Server, GuardPart> seconds = new HashMap<>();
  private final Guards guards = new Guards(channel.eventLoop(), it -> firsts, it -> seconds);
  private final Server server = new Server(1, "app", "one", new InetSocketAddress(1));
  private final Map<Backend, BackendConfig> backends = backends();

  @AfterEach
  void close() {
    channel.close();
  }

  private Map<Backend, BackendConfig> backends() {
    Backend backend =
        new Backend(
            "app",
            List.of(new WeightedServer(server, 1)),
            (eligible, key, tried) -> null,
            new UpstreamSettings(true, 4));
    var config = TestProxy.parse(CONFIG).backends().get("app");
    return Map.of(backend, config);
  }

  private ServerGuard apply() {
    guards.apply(backends);
    channel.runPendingTasks();
    return server.guard();
  }

  @Test
  void noParts_noGuard() {
    assertThat(apply()).isNull();
  }

  @Test
  void sameParts_guardStays() {
    firsts.put(server, new RecordingPart());
    ServerGuard before = apply();
    assertThat(before).isNotNull();
    assertThat(apply()).isSameAs(before);
    firsts.clear();
    assertThat(apply()).isNull();
  }

  @Test
  void partJoins_permitsGoBackToThePartsThatGaveThem() {
    var part = new RecordingPart();
    part.next = 5;
    seconds.put(server, part);
    ServerGuard before = apply();
    long permit = before.tryAcquire();
    firsts.put(server, new RecordingPart());
    assertThat(apply()).isNotSameAs(before);
    before.release(permit, Outcome.TIMEOUT, 0);
    assertThat(part.calls).containsExactly("5 TIMEOUT 0");
  }
}
