package io.forebay.config;

import java.util.Set;

/**
 * A page of a few numbers in the form of nginx's {@code stub_status}, for agents that read it.
 *
 * @param path where it is, none that the admin listener has already, default {@code /nginx_status}
 */
public record StubStatusConfig(String path) {
  private static final Set<String> TAKEN = Set.of("/health", "/ready", "/metrics", "/api/v1");

  public static final StubStatusConfig DEFAULT = new StubStatusConfig("/nginx_status");

  public StubStatusConfig {
    Checks.require(MatchConfig.isPath(path), "path", path, "a path that starts with /");
    Checks.require(!isTaken(path), "path", path, "another path than those of health, metrics, api");
  }

  /** Whether an admin listener has something else there. */
  public static boolean isTaken(String path) {
    return TAKEN.contains(path) || path.startsWith("/api/v1/");
  }
}
