package io.forebay.daemon.cli;

import io.forebay.config.yaml.Durations;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether and how long a command waits for what it is to bring about. */
final class Patience {

  @Option(
      names = "--wait",
      description = "Return when that is so: nothing in flight any more; ready: up and used.")
  private boolean wait;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      defaultValue = "60s",
      description = "How long to wait at most, then exit with 1. Default: 60s.")
  private String timeout;

  /** Null for not at all. */
  @Nullable Duration limit() throws UsageException {
    if (!wait) {
      return null;
    }
    try {
      return Durations.of(timeout);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--timeout: " + e.getMessage());
    }
  }
}
