package io.forebay.config;

import java.time.Duration;

/**
 * The page that shows people what goes on.
 *
 * @param path where it is, none that the admin listener has already, default {@code /stats}
 * @param refresh how often browsers without JavaScript load it again, 1 s to 1 h; zero for never;
 *     default 10 s
 */
public record StatsPageConfig(String path, Duration refresh) {
  private static final Duration LONGEST = Duration.ofHours(1);

  public static final StatsPageConfig DEFAULT =
      new StatsPageConfig("/stats", Duration.ofSeconds(10));

  public StatsPageConfig {
    Checks.require(MatchConfig.isPath(path), "path", path, "a path that starts with /");
    Checks.require(
        !StubStatusConfig.isTaken(path),
        "path",
        path,
        "another path than those of health, metrics, api");
    Checks.require(isRefresh(refresh), "refresh", refresh, "1s to 1h, or 0s for never");
  }

  /** Whether a page may be loaded again so often. */
  public static boolean isRefresh(Duration time) {
    return time.isZero()
        || (time.compareTo(Duration.ofSeconds(1)) >= 0 && time.compareTo(LONGEST) <= 0);
  }
}
