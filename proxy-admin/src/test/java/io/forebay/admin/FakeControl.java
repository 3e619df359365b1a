package io.forebay.admin;

import io.forebay.backend.Backend;
import io.forebay.backend.Server;
import io.forebay.backend.WeightedServer;
import io.forebay.config.InvalidConfigException;
import io.forebay.config.RuntimeServers;
import io.forebay.config.yaml.ConfigDifference;
import io.forebay.observe.ReloadResult;
import io.forebay.runtime.ControlPlane;
import io.forebay.runtime.NewServer;
import io.forebay.runtime.ServerChange;
import io.forebay.runtime.StaleException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Does at once what it is asked for, and notes it. */
final class FakeControl implements ControlPlane {
  final List<String> asked = new CopyOnWriteArrayList<>();
  volatile String effective = "version: 1\n";
  volatile @Nullable RuntimeException failure;
  volatile List<String> problems = List.of();
  volatile @Nullable InvalidConfigException invalid;
  volatile ConfigDifference difference = new ConfigDifference(List.of(), List.of());
  volatile RuntimeServers servers = RuntimeServers.NONE;
  volatile CompletableFuture<Server> added =
      CompletableFuture.failedFuture(new IllegalStateException("not said what is added"));
  volatile CompletableFuture<CompletableFuture<Void>> removal =
      CompletableFuture.completedFuture(CompletableFuture.completedFuture(null));

  @Override
  public CompletableFuture<Void> change(
      Server server, ServerChange change, Predicate<WeightedServer> expected, String by) {
    if (!expected.test(new WeightedServer(server, 1))) {
      return CompletableFuture.failedFuture(new StaleException(server + " has changed"));
    }
    Integer limit = change.maxConnections();
    asked.add(
        limit == null
            ? server + " " + change.state() + " " + change.weight() + " by " + by
            : server + " max_connections " + limit + " by " + by);
    if (failure != null) {
      return CompletableFuture.failedFuture(failure);
    }
    if (change.weight() != null) {
      server.runtimeWeight(change.weight().runtimeWeight(1));
    }
    if (limit != null) {
      server.runtimeLimit(limit);
    }
    if (change.state() != null) {
      server.adminState(change.state());
    }
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletableFuture<Server> add(
      String backend, NewServer server, Predicate<Backend> expected, String by) {
    asked.add("add " + server.json() + " " + server.state() + " to " + backend + " by " + by);
    return added;
  }

  @Override
  public CompletableFuture<CompletableFuture<Void>> remove(
      Server server, @Nullable Duration timeout, Predicate<WeightedServer> expected, String by) {
    asked.add("remove " + server + " in " + timeout + " by " + by);
    return removal;
  }

  @Override
  public RuntimeServers runtimeServers() {
    return servers;
  }

  @Override
  public ConfigDifference diff(byte[] text) throws InvalidConfigException {
    asked.add("diff " + new String(text, StandardCharsets.UTF_8));
    if (invalid != null) {
      throw invalid;
    }
    return difference;
  }

  @Override
  public CompletableFuture<ReloadResult> reload(String by) {
    asked.add("reload by " + by);
    if (failure != null) {
      return CompletableFuture.failedFuture(failure);
    }
    Instant at = Instant.parse("2026-11-21T10:00:00Z");
    List<String> changes = problems.isEmpty() ? List.of("server app/one: weight") : List.of();
    return CompletableFuture.completedFuture(
        new ReloadResult(by, at, Duration.ofMillis(12), problems, changes, 2, "abc"));
  }

  @Override
  public CompletableFuture<String> effectiveConfig() {
    return failure == null
        ? CompletableFuture.completedFuture(effective)
        : CompletableFuture.failedFuture(failure);
  }

  @Override
  public String source() {
    return "/etc/forebay/forebay.yaml";
  }
}
