package io.forebay.route;

/** Whether a request fulfils the conditions of what its host and path lead to. */
@FunctionalInterface
public interface Eligibility<T> {

  /** Asked only of values that were added as conditional. */
  boolean accepts(T value);
}
