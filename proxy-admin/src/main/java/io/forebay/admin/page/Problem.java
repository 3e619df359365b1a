package io.forebay.admin.page;

import org.jspecify.annotations.Nullable;

/**
 * Something that an operator should know first.
 *
 * @param backend that is not well for it; null where it is none's
 * @param text what and why, in one line
 * @param target id of the element that tells more; null for none
 */
record Problem(Severity severity, @Nullable String backend, String text, @Nullable String target) {

  /** The worst first. */
  enum Severity {
    /** Requests fail, or will soon. */
    BAD,
    /** Less than there should be. */
    WARN,
    /** Wanted by an operator. */
    NOTE;

    /** The word for styles. */
    String word() {
      return switch (this) {
        case BAD -> "bad";
        case WARN -> "warn";
        case NOTE -> "note";
      };
    }
  }
}
