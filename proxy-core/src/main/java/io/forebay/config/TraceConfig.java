package io.forebay.config;

import org.jspecify.annotations.Nullable;

/**
 * What one place of the configuration says of W3C's trace context; null where it says nothing.
 * Merges key by key; {@link #complete()} writes the defaults out.
 *
 * @param off whether nothing is done about it, whatever is said further out
 * @param accept whose traces are continued, default {@link Acceptance#TRUSTED}
 * @param sampled whether a trace that begins here asks for being recorded, default false
 */
public record TraceConfig(boolean off, @Nullable Acceptance accept, @Nullable Boolean sampled) {

  /** Whatever clients say of traces reaches servers. */
  public static final TraceConfig OFF = new TraceConfig(true, null, null);

  /** Both in one, where the inner one wins. */
  TraceConfig merge(TraceConfig inner) {
    return off || inner.off
        ? inner
        : new TraceConfig(
            false,
            inner.accept == null ? accept : inner.accept,
            inner.sampled == null ? sampled : inner.sampled);
  }

  /** The same with every default written out. */
  public TraceConfig complete() {
    return off
        ? this
        : new TraceConfig(
            false, accept == null ? Acceptance.TRUSTED : accept, sampled != null && sampled);
  }
}
