package io.forebay.bench.failover.result;

/**
 * Something that was done or seen during a run.
 *
 * @param nanos when, by {@link System#nanoTime}
 * @param label a few words for the graph
 */
public record Mark(long nanos, String label) {}
