package io.forebay.config;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A rule by which requests tell that a server has failed.
 *
 * @param maxFails failures until something is done, 1 to 1000, default 1
 * @param window the time in which there must be so many; null, the default, for so many in a row
 * @param count which failures, default {@link CountedFailures#DEFAULT}
 * @param action what is done
 * @param ejection of {@link PassiveAction#EJECT}; null for the other one
 */
public record PassiveCheckConfig(
    int maxFails,
    @Nullable Duration window,
    CountedFailures count,
    PassiveAction action,
    @Nullable EjectionConfig ejection) {

  public static final int DEFAULT_MAX_FAILS = 1;
  public static final int LARGEST_MAX_FAILS = 1000;

  /** Rules that a backend may have at a time. */
  public static final int MAX_RULES = 8;

  /**
   * Where nothing is said: every failure without an answer has the server checked, and one that
   * says five times in a row that it cannot serve is ejected.
   */
  public static final List<PassiveCheckConfig> DEFAULT =
      List.of(
          new PassiveCheckConfig(
              1,
              null,
              new CountedFailures(EnumSet.allOf(FailureKind.class), Set.of()),
              PassiveAction.RECHECK,
              null),
          new PassiveCheckConfig(
              5,
              null,
              new CountedFailures(Set.of(), CountedFailures.DEFAULT.statuses()),
              PassiveAction.EJECT,
              new EjectionConfig(
                  EjectionConfig.DEFAULT_EJECT_FOR, EjectionConfig.DEFAULT_MAX_EJECTED)));

  public PassiveCheckConfig {
    Checks.range("max_fails", maxFails, 1, LARGEST_MAX_FAILS);
    if (window != null) {
      Checks.positive("window", window);
    }
    Checks.require(
        (action == PassiveAction.EJECT) == (ejection != null),
        "action",
        action,
        "an ejection with eject, and with nothing else");
  }
}
