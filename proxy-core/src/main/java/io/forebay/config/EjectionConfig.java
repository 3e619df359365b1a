package io.forebay.config;

import java.time.Duration;

/**
 * How long servers are ejected, and how many.
 *
 * @param ejectFor until a first request is tried again, default 10 s
 * @param maxEjected the share of a backend's available servers that may be ejected at a time, in
 *     per cent, 1 to 100, default 50; whatever it says, the last one stays
 */
public record EjectionConfig(Duration ejectFor, int maxEjected) {

  public static final Duration DEFAULT_EJECT_FOR = Duration.ofSeconds(10);
  public static final int DEFAULT_MAX_EJECTED = 50;

  public EjectionConfig {
    Checks.positive("eject_for", ejectFor);
    Checks.range("max_ejected", maxEjected, 1, 100);
  }
}
