/**
 * The embedded sample servers of {@code forebay demo}.
 *
 * <p>{@link io.forebay.daemon.demo.SampleServers} is the entry. They share nothing with the proxy
 * but the process.
 */
@NullMarked
package io.forebay.daemon.demo;

import org.jspecify.annotations.NullMarked;
