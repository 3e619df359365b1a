package io.forebay.daemon;

import io.forebay.backend.Server;
import io.forebay.backend.WeightedServer;
import io.forebay.observe.ReloadResult;
import io.forebay.runtime.ControlPlane;
import io.forebay.runtime.Proxy;
import io.forebay.runtime.ServerChange;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What operators ask for, handed to the threads that do it. Any thread. */
final class Operators implements ControlPlane {

  private final Proxy proxy;
  private volatile @Nullable ControlLoop loop;

  Operators(Proxy proxy) {
    this.proxy = proxy;
  }

  /** From now on {@code loop} reloads. */
  void reloads(ControlLoop loop) {
    this.loop = loop;
  }

  @Override
  public CompletableFuture<Void> change(
      Server server, ServerChange change, Predicate<WeightedServer> expected, String by) {
    return proxy.change(server, change, expected, by);
  }

  @Override
  public CompletableFuture<ReloadResult> reload(String by) {
    ControlLoop now = loop;
    return now == null
        ? CompletableFuture.failedFuture(new IllegalStateException("the daemon is starting"))
        : now.reload(by);
  }

  @Override
  public @Nullable String source() {
    ControlLoop now = loop;
    return now == null ? null : now.source();
  }
}
