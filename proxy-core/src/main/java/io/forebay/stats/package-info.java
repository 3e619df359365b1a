/**
 * Counters and histograms of the data plane: plain cells per event loop, summed when scraped.
 *
 * <p>{@link io.forebay.stats.LoopStats} is written by its event loop alone and read by any thread;
 * {@link io.forebay.stats.MetricIds} gives the names behind the numbers. Imports nothing of ours.
 */
@NullMarked
package io.forebay.stats;

import org.jspecify.annotations.NullMarked;
