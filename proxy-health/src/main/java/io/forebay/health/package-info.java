/**
 * Active health checks.
 *
 * <p>{@code HealthChecker} probes every server of every backend and moves it up and down by rise
 * and fall. Runs on the control loop alone; imports proxy-core only.
 */
@NullMarked
package io.forebay.health;

import org.jspecify.annotations.NullMarked;
