package io.forebay.runtime;

import io.forebay.backend.Server;
import io.forebay.backend.WeightedServer;
import io.forebay.observe.ReloadResult;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What operators change in a running proxy. Any thread may ask; what is asked for is done on the
 * threads that own it, where the futures complete too.
 */
public interface ControlPlane {

  /**
   * Changes what is wanted of a server; all of it or, where something is wrong, nothing. What it is
   * already is no change.
   *
   * @param expected what must hold of the server at that moment, asked on the thread that changes
   *     it
   * @param by who asks, such as {@code 127.0.0.1 over the admin API}
   * @return completes when requests are given out by it; fails with an {@link
   *     IllegalArgumentException}, whose message is fit for operators, where the weight cannot be,
   *     and an {@link IllegalStateException} where the server has left the configuration or, as a
   *     {@link StaleException}, {@code expected} does not hold
   */
  CompletableFuture<Void> change(
      Server server, ServerChange change, Predicate<WeightedServer> expected, String by);

  /** Changes what is wanted of a server, whatever that is now. */
  default CompletableFuture<Void> change(Server server, ServerChange change, String by) {
    return change(server, change, it -> true, by);
  }

  /**
   * Reads the configuration again.
   *
   * @param by who asks
   * @return what came of it; fails with an {@link IllegalStateException}, whose message is fit for
   *     operators, where there is nothing to reload or the proxy stops
   */
  CompletableFuture<ReloadResult> reload(String by);

  /** The file that a reload reads; null for none. */
  @Nullable String source();
}
