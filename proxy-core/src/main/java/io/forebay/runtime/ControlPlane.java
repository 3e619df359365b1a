package io.forebay.runtime;

import io.forebay.backend.Backend;
import io.forebay.backend.Server;
import io.forebay.backend.WeightedServer;
import io.forebay.config.InvalidConfigException;
import io.forebay.config.RuntimeServers;
import io.forebay.config.yaml.ConfigDifference;
import io.forebay.observe.ReloadResult;
import java.time.Duration;
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
   * Has a server join a backend, as if the file had it; nothing is known of it before its first
   * check.
   *
   * @param expected what must hold of the backend at that moment, asked on the thread that changes
   *     it
   * @return completes when requests are given out to it, too; fails with an {@link
   *     IllegalArgumentException} or, with all problems, an {@link InvalidConfigException} where
   *     there cannot be such a server, and an {@link IllegalStateException} where that is not
   *     possible now
   */
  CompletableFuture<Server> add(
      String backend, NewServer server, Predicate<Backend> expected, String by);

  /**
   * Has a server leave its backend, as if the file had it no longer: it gets no new requests, and
   * goes when nothing is in flight with it any more.
   *
   * @param timeout how long what is in flight may go on, zero to cut it at once; null for what is
   *     left of its drain, else its {@code drain_timeout}
   * @param expected what must hold of the server at that moment, asked on the thread that changes
   *     it
   * @return completes when it gets no requests any more, with what completes when it is gone and
   *     fails where it stays after all; fails with an {@link IllegalStateException} where it cannot
   *     leave
   */
  CompletableFuture<CompletableFuture<Void>> remove(
      Server server, @Nullable Duration timeout, Predicate<WeightedServer> expected, String by);

  /**
   * The configuration in force as the text of a file that says everything, without secrets.
   *
   * @return fails with an {@link IllegalStateException}, whose message is fit for operators, while
   *     the proxy starts or stops
   */
  CompletableFuture<String> effectiveConfig();

  /** The servers by which the configuration in force differs from the file. */
  RuntimeServers runtimeServers();

  /**
   * What a file would change if it took the place of the one in force; nothing is changed. Blocks,
   * for as long as it takes to read it and the files that it names.
   *
   * @param text the file, whose paths count from the folder of the one in force
   * @throws InvalidConfigException with all problems of it
   * @throws IllegalStateException where there is nothing to compare with
   */
  ConfigDifference diff(byte[] text) throws InvalidConfigException;

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
