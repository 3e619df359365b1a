package io.forebay.util;

/** A source of monotonic time, so that whatever depends on time is tested without waiting. */
@FunctionalInterface
public interface Ticker {

  /** Nanoseconds since an arbitrary origin; only differences mean anything. Any thread. */
  long nanos();

  /** The clock of this JVM. */
  static Ticker system() {
    return System::nanoTime;
  }
}
