package io.forebay.route;

import org.jspecify.annotations.Nullable;

/** A value that a path leads to, and what is tried when its conditions do not hold. */
final class Choice<T> {
  final T value;
  final boolean conditional;
  @Nullable Choice<T> next;

  Choice(T value, boolean conditional) {
    this.value = value;
    this.conditional = conditional;
  }

  /** The first value from {@code choice} on whose conditions hold, or null. */
  static <T> @Nullable T first(@Nullable Choice<T> choice, Eligibility<? super T> eligibility) {
    for (Choice<T> at = choice; at != null; at = at.next) {
      if (!at.conditional || eligibility.accepts(at.value)) {
        return at.value;
      }
    }
    return null;
  }
}
