package io.forebay.daemon.cli;

import io.forebay.config.ProxyConfig;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What commands have done for them outside this package. */
public interface Actions {

  /**
   * Runs the daemon until it is told to stop.
   *
   * @throws Exception with a message fit for operators if it does not start
   */
  void run(Path file) throws Exception;

  /**
   * As {@link #run}, but takes over from a running daemon: its sockets, then its place. If that
   * fails, the other one goes on.
   *
   * @param from the unix socket at which it waits for that; null for where the configuration says
   */
  void takeOver(Path file, @Nullable Path from) throws Exception;

  /**
   * Has the daemon that runs with {@code file} start another one of this version and leave its
   * place to it.
   *
   * @return the number of the new process
   * @throws Exception with a message fit for operators; the running daemon goes on then
   */
  long upgrade(Path file) throws Exception;

  /**
   * Runs the demo until it is told to stop.
   *
   * @param anyPorts whether to take free ports instead of those in the file
   * @throws Exception with a message fit for operators if it does not start
   */
  void demo(boolean anyPorts) throws Exception;

  /**
   * Starts everything on ports of its own, serves a few requests and stops, so that the JVM learns
   * which classes a start needs.
   *
   * @throws Exception with a message fit for operators if that fails
   */
  void rehearse() throws Exception;

  /** What of {@code config} this system, or who asks, does not fit, one thing a line. */
  List<String> doubts(ProxyConfig config);

  /** What is wrong with the files by which listeners encrypt, and with what they hold. */
  Findings encryption(ProxyConfig config);

  /** What this is and what it runs on, one thing a line. */
  List<String> version();
}
