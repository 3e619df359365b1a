package io.forebay.config;

import org.jspecify.annotations.Nullable;

/**
 * What happens when too few servers of a backend are up.
 *
 * @param whenAllDown while none is, and requests do not wait for one, default {@link
 *     WhenAllDown#FAIL}
 * @param panicThreshold percentage of servers below which all of them are used, 0 to 100, default
 *     0: never
 * @param fallbackBackend the backend that gets the requests that no server here can; null for none
 */
public record ShortageConfig(
    WhenAllDown whenAllDown, int panicThreshold, @Nullable String fallbackBackend) {

  public static final ShortageConfig DEFAULT = new ShortageConfig(WhenAllDown.FAIL, 0, null);

  public ShortageConfig {
    Checks.range("panic_threshold", panicThreshold, 0, 100);
  }
}
