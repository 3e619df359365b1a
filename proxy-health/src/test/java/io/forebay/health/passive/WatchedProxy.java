package io.forebay.health.passive;

import static org.awaitility.Awaitility.await;

import io.forebay.backend.Avoidance;
import io.forebay.backend.Backend;
import io.forebay.backend.Server;
import io.forebay.backend.ServerState;
import io.forebay.config.BackendConfig;
import io.forebay.health.HealthChecker;
import io.forebay.health.ProbeResult;
import io.forebay.health.guard.Guards;
import io.forebay.net.NoTls;
import io.forebay.net.Transport;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawResponse;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import io.forebay.util.Ticker;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A proxy whose servers are checked and watched, in front of origins. Prefers the first server. */
final class WatchedProxy implements AutoCloseable, AvoidanceListener {
  static final Duration LONG = Duration.ofSeconds(20);

  final List<String> told = new CopyOnWriteArrayList<>();
  private final TestProxy proxy;
  private final HealthChecker checker;
  private final Backend backend;

  private WatchedProxy(TestProxy proxy) {
    this.proxy = proxy;
    this.backend = proxy.proxy().backends().iterator().next();
    var control = proxy.proxy().control();
    PassiveChecks passive =
        new PassiveChecks(
            new PassiveServices(
                control, Ticker.system(), this::recheck, proxy.proxy()::evacuate, this));
    this.checker = new HealthChecker(control, Transport.best(), NoTls.INSTANCE, passive);
    Map<Backend, BackendConfig> all = new LinkedHashMap<>();
    all.put(backend, proxy.proxy().config().backends().get(backend.name()));
    new Guards(control, passive).apply(all);
    checker.apply(all).toCompletableFuture().join();
    checker.firstRound().toCompletableFuture().join();
  }

  private boolean recheck(Server server, Duration timeout, Consumer<ProbeResult> done) {
    return checker.recheck(server, timeout, done);
  }

  static WatchedProxy start(String lines, ScriptedOrigin... origins) {
    return new WatchedProxy(TestProxy.start(TestProxy.yaml("balance: first\n" + lines, origins)));
  }

  RawClient client() {
    return proxy.client();
  }

  /** What is answered to a request of its own. */
  RawResponse answer(String method) {
    try (RawClient client = client()) {
      return client
          .send(method + " / HTTP/1.1\r\nHost: app\r\nContent-Length: 0\r\n\r\n")
          .readResponse(method);
    }
  }

  String body(String method) {
    return answer(method).bodyText();
  }

  Server server(int number) {
    return backend.servers().get(number - 1).server();
  }

  void awaitAvoided(int number, Avoidance reason, boolean avoided) {
    await(server(number) + " " + reason + " " + avoided)
        .atMost(LONG)
        .until(() -> server(number).isAvoided(reason) == avoided);
  }

  void awaitState(int number, ServerState state) {
    await(server(number) + " " + state).atMost(LONG).until(() -> server(number).state() == state);
  }

  @Override
  public void onAvoided(Backend of, Server server, Avoidance reason, String cause) {
    told.add(server.name() + " " + reason + ": " + cause);
  }

  @Override
  public void onAdmitted(Backend of, Server server, Avoidance reason, String cause) {
    told.add(server.name() + " not " + reason + ": " + cause);
  }

  @Override
  public void close() {
    checker.close();
    proxy.close();
  }
}
