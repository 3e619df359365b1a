/**
 * The configuration as immutable records: what the operator asked for, with every default filled in
 * and every reference checked.
 *
 * <p>Start at {@link io.forebay.config.ProxyConfig}. A record's constructor refuses what that
 * record alone can know to be wrong, with an {@link java.lang.IllegalArgumentException}; problems
 * with a place in a file are {@link io.forebay.config.ConfigProblem}s and come from {@code
 * io.forebay.config.yaml}. Every package of ours may import this one; it imports nothing of ours
 * except {@code io.forebay.util}. Safe to share between threads.
 */
@NullMarked
package io.forebay.config;

import org.jspecify.annotations.NullMarked;
