package io.forebay.daemon;

import io.forebay.backend.Backend;
import io.forebay.backend.Server;
import io.forebay.backend.WeightedServer;
import io.forebay.config.InvalidConfigException;
import io.forebay.config.RuntimeServers;
import io.forebay.config.yaml.ConfigDifference;
import io.forebay.config.yaml.ParsedConfig;
import io.forebay.config.yaml.YamlConfigParser;
import io.forebay.observe.ReloadResult;
import io.forebay.runtime.ControlPlane;
import io.forebay.runtime.NewServer;
import io.forebay.runtime.Proxy;
import io.forebay.runtime.ServerChange;
import io.forebay.runtime.StaleException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What operators ask for, handed to the threads that do it. Any thread. */
final class Operators implements ControlPlane {

  private final Proxy proxy;
  private final ServerJournal journal;
  private volatile @Nullable ControlLoop loop;

  Operators(Proxy proxy, ServerJournal journal) {
    this.proxy = proxy;
    this.journal = journal;
  }

  /** From now on {@code loop} reloads, and changes which servers there are. */
  void reloads(ControlLoop loop) {
    this.loop = loop;
  }

  @Override
  public CompletableFuture<Void> change(
      Server server, ServerChange change, Predicate<WeightedServer> expected, String by) {
    return proxy.change(server, change, expected, by);
  }

  @Override
  public CompletableFuture<Server> add(
      String backend, NewServer server, Predicate<Backend> expected, String by) {
    return perform(
        () -> {
          Backend now = proxy.backend(backend);
          if (now == null) {
            throw new IllegalStateException(backend + " is no longer in the configuration");
          }
          if (!expected.test(now)) {
            throw new StaleException(backend + " has changed since it was looked at");
          }
          return journal.add(now, server, by);
        });
  }

  /*
   *   1. life-cycle thread: may it leave; from now on the next process does without it
   *   2. control loop: no new requests; tells when nothing is in flight any more
   *   3. life-cycle thread: the configuration without it
   */
  @Override
  public CompletableFuture<CompletableFuture<Void>> remove(
      Server server, @Nullable Duration timeout, Predicate<WeightedServer> expected, String by) {
    return perform(() -> leave(server, timeout, expected, by))
        .thenCompose(it -> it)
        .thenApply(left -> left.thenCompose(leaves -> finish(server, leaves, by)));
  }

  private CompletableFuture<CompletableFuture<Boolean>> leave(
      Server server, @Nullable Duration timeout, Predicate<WeightedServer> expected, String by) {
    boolean first = journal.leaves(server);
    return proxy
        .leave(server, timeout, expected, by)
        .whenComplete(
            (left, failure) -> {
              if (failure != null && first) {
                journal.stays(server);
              }
            });
  }

  private CompletableFuture<Void> finish(Server server, boolean leaves, String by) {
    if (!leaves) {
      journal.stays(server);
      return CompletableFuture.failedFuture(
          new IllegalStateException(server + " is to stay, somebody has made it ready"));
    }
    return perform(
        () -> {
          journal.remove(server, by);
          return null;
        });
  }

  private <T extends @Nullable Object> CompletableFuture<T> perform(Callable<T> change) {
    ControlLoop now = loop;
    return now == null ? starting() : now.perform(change);
  }

  private static <T extends @Nullable Object> CompletableFuture<T> starting() {
    return CompletableFuture.failedFuture(new IllegalStateException("the daemon is starting"));
  }

  @Override
  public CompletableFuture<String> effectiveConfig() {
    return perform(journal::effectiveConfig);
  }

  @Override
  public RuntimeServers runtimeServers() {
    return journal.servers();
  }

  @Override
  public ConfigDifference diff(byte[] text) throws InvalidConfigException {
    String source = source();
    if (source == null) {
      throw new IllegalStateException("this configuration comes from no file");
    }
    ParsedConfig parsed = YamlConfigParser.parse(source, text);
    return new ConfigDifference(journal.differences(parsed), parsed.warnings());
  }

  @Override
  public CompletableFuture<ReloadResult> reload(String by) {
    ControlLoop now = loop;
    return now == null ? starting() : now.reload(by);
  }

  @Override
  public @Nullable String source() {
    ControlLoop now = loop;
    return now == null ? null : now.source();
  }
}
