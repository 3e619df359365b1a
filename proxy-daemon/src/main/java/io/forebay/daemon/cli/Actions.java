package io.forebay.daemon.cli;

import io.forebay.config.ProxyConfig;
import java.nio.file.Path;
import java.util.List;

/** What commands have done for them outside this package. */
public interface Actions {

  /**
   * Runs the daemon until it is told to stop.
   *
   * @throws Exception with a message fit for operators if it does not start
   */
  void run(Path file) throws Exception;

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

  /** What this is and what it runs on, one thing a line. */
  List<String> version();
}
