package io.forebay.config;

/**
 * A backend and its share of the requests of a route.
 *
 * @param name the backend's
 * @param weight its share beside those of the others, 0 to {@value #MAX_WEIGHT}, default 1; 0 lets
 *     nobody in
 */
public record WeightedBackend(String name, int weight) {

  public static final int DEFAULT_WEIGHT = 1;
  public static final int MAX_WEIGHT = 1_000_000;

  public WeightedBackend {
    Checks.range("weight", weight, 0, MAX_WEIGHT);
  }
}
