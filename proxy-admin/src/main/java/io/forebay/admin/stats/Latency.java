package io.forebay.admin.stats;

/** Milliseconds from the request's head to the end of its answer; NaN without requests. */
public record Latency(double p50, double p95, double p99, double average) {

  public static final Latency NONE = new Latency(Double.NaN, Double.NaN, Double.NaN, Double.NaN);
}
