package io.forebay.health;

import static org.awaitility.Awaitility.await;

import io.forebay.backend.Backend;
import io.forebay.backend.Server;
import io.forebay.backend.ServerState;
import io.forebay.backend.UpstreamSettings;
import io.forebay.backend.WeightedServer;
import io.forebay.config.BackendConfig;
import io.forebay.config.CheckPace;
import io.forebay.config.HealthCheckConfig;
import io.forebay.config.HttpCheckConfig;
import io.forebay.config.HttpProtocol;
import io.forebay.config.OwnCheck;
import io.forebay.config.SendProxy;
import io.forebay.config.ServerConfig;
import io.forebay.config.UpstreamHost;
import io.forebay.net.NoTls;
import io.forebay.net.Transport;
import io.netty.channel.EventLoopGroup;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A checker on a loop of its own that writes down what it tells. */
final class CheckerFixture implements AutoCloseable {
  static final Duration LONG = Duration.ofSeconds(10);

  final List<String> events = new CopyOnWriteArrayList<>();
  final List<String> progress = new CopyOnWriteArrayList<>();
  final HealthChecker checker;
  private final EventLoopGroup loops;
  private volatile Runnable onEvent = () -> {};

  CheckerFixture(Transport transport) {
    loops = transport.newEventLoops(1, "control");
    checker = new HealthChecker(loops.next(), transport, NoTls.INSTANCE, new Recorder());
  }

  private final class Recorder implements StateListener {

    @Override
    public void onStateChange(
        Backend backend, Server server, ServerState from, ServerState to, String cause) {
      record(server, from, to, cause);
    }

    @Override
    public void onProgress(Backend backend, Server server, String text) {
      progress.add(server + " " + server.state() + ": " + text);
    }
  }

  private void record(Server server, ServerState from, ServerState to, String cause) {
    if (server.state() != to) {
      throw new IllegalStateException("told before the state was set");
    }
    events.add(server + " " + from + "->" + to + ": " + cause);
    onEvent.run();
  }

  /** Runs on the control loop right after each state change. */
  void onEvent(Runnable action) {
    onEvent = action;
  }

  static Server server(int id, SocketAddress address) {
    return new Server(id, "app", "s" + id, address);
  }

  static Backend backend(Server... servers) {
    return backend(
        Arrays.stream(servers).map(it -> new WeightedServer(it, 1)).toArray(WeightedServer[]::new));
  }

  static Backend backend(WeightedServer... servers) {
    var settings = new UpstreamSettings(true, 4);
    return new Backend("app", List.of(servers), (eligible, key, tried) -> null, settings);
  }

  static HealthCheckConfig check(int intervalMillis, int timeoutMillis, int rise, int fall) {
    CheckPace usual = CheckPace.of(Duration.ofMillis(intervalMillis));
    CheckPace pace =
        new CheckPace(
            usual.interval(),
            usual.fastInterval(),
            usual.downInterval(),
            Duration.ofMillis(timeoutMillis));
    return new HealthCheckConfig(HttpCheckConfig.of("/up?deep=1"), pace, rise, fall);
  }

  void apply(Backend backend, HealthCheckConfig check) {
    apply(Map.of(backend, config(backend, check)));
  }

  /** A configuration of this backend as far as checks go. */
  static BackendConfig config(Backend backend, @Nullable HealthCheckConfig check, OwnCheck... own) {
    List<ServerConfig> servers = new ArrayList<>();
    for (WeightedServer it : backend.servers()) {
      OwnCheck ownCheck = servers.size() < own.length ? own[servers.size()] : null;
      String name = it.server().name();
      servers.add(
          new ServerConfig(
              name,
              "test",
              1,
              1,
              false,
              0,
              0,
              ServerConfig.DEFAULT_DRAIN_TIMEOUT,
              null,
              ownCheck,
              Duration.ZERO,
              0,
              HttpProtocol.HTTP_1_1,
              null,
              UpstreamHost.PRESERVE,
              SendProxy.NONE));
    }
    return new BackendConfig(backend.name(), servers, check);
  }

  void apply(Map<Backend, BackendConfig> checks) {
    get(checker.apply(checks).toCompletableFuture());
  }

  /** Applies and waits until each server was checked once. */
  void applyAndCheck(Backend backend, HealthCheckConfig check) {
    apply(backend, check);
    get(checker.firstRound().toCompletableFuture());
  }

  private static void get(CompletableFuture<Void> future) {
    try {
      future.orTimeout(LONG.toSeconds(), TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof TimeoutException) {
        throw new AssertionError("the checker did not get there in " + LONG, e);
      }
      throw e;
    }
  }

  /** Checks out of turn; fails if the server has no check. */
  CompletableFuture<ProbeResult> recheck(Server server, Duration timeout) {
    var result = new CompletableFuture<ProbeResult>();
    loops
        .next()
        .execute(
            () -> {
              if (!checker.recheck(server, timeout, result::complete)) {
                result.completeExceptionally(new IllegalStateException(server + " is not checked"));
              }
            });
    return result.orTimeout(LONG.toSeconds(), TimeUnit.SECONDS);
  }

  void awaitState(Server server, ServerState state) {
    await("state of " + server).atMost(LONG).until(() -> server.state() == state);
  }

  @Override
  public void close() {
    checker.close();
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
