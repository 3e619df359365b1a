package io.forebay.daemon;

import io.forebay.backend.Backend;
import io.forebay.backend.Server;
import io.forebay.config.BackendConfig;
import io.forebay.health.HealthChecker;
import io.forebay.health.ProbeResult;
import io.forebay.health.breaker.Breakers;
import io.forebay.health.guard.Guards;
import io.forebay.health.passive.PassiveChecks;
import io.forebay.health.passive.PassiveServices;
import io.forebay.net.TlsProvider;
import io.forebay.net.Transport;
import io.forebay.runtime.Proxy;
import io.forebay.util.Ticker;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the servers of the proxy's current configuration checked and guarded. One thread at a time.
 */
final class HealthChecks implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HealthChecks.class);

  private final Proxy proxy;
  private final HealthChecker checker;
  private final Guards guards;

  HealthChecks(Proxy proxy, Transport transport, TlsProvider tls) {
    this.proxy = proxy;
    EventLoop control = proxy.control();
    PassiveChecks passive =
        new PassiveChecks(
            new PassiveServices(
                control,
                Ticker.system(),
                this::recheck,
                proxy::evacuate,
                new AvoidanceEvents(proxy.events())));
    Breakers breakers =
        new Breakers(
            Breakers.Control.of(control), Ticker.system(), new BreakerEvents(proxy.events()));
    StateListeners listeners =
        new StateListeners(
            List.of(passive, breakers, new Evacuation(proxy, new HealthEvents(proxy.events()))));
    this.checker = new HealthChecker(control, transport, tls, listeners);
    this.guards = new Guards(control, passive, breakers);
  }

  private boolean recheck(Server server, Duration timeout, Consumer<ProbeResult> done) {
    return checker.recheck(server, timeout, done);
  }

  /** To be called after each change of the proxy's configuration. */
  void apply() {
    Map<Backend, BackendConfig> all = new LinkedHashMap<>();
    Map<Backend, BackendConfig> checked = new LinkedHashMap<>();
    for (Backend backend : proxy.backends()) {
      BackendConfig config = proxy.config().backends().get(backend.name());
      if (config != null) {
        all.put(backend, config);
      }
      if (config != null && config.isChecked()) {
        checked.put(backend, config);
      }
    }
    // Before the first result of a check.
    guards.apply(all);
    // Servers that are no longer checked are let in again, which their backends have to see.
    checker
        .apply(checked)
        .thenRunAsync(
            () ->
                proxy.backends().stream()
                    .filter(it -> !checked.containsKey(it))
                    .forEach(Backend::refresh),
            proxy.control());
  }

  /** Waits until every server was checked once, but not longer than {@code limit}. */
  void awaitFirstRound(Duration limit) throws InterruptedException {
    CompletionStage<Void> round = checker.firstRound();
    try {
      round.toCompletableFuture().get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      LOG.warn("not all servers have answered their first check, opening nevertheless");
    } catch (ExecutionException e) {
      throw new IllegalStateException("health checks do not start", e.getCause());
    }
  }

  @Override
  public void close() {
    checker.close();
  }
}
