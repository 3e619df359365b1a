package io.forebay.admin.resource;

import org.jspecify.annotations.Nullable;

/** How many of many things an answer has. */
final class PageLimit {

  static final int DEFAULT = 100;
  static final int MOST = 1000;

  private PageLimit() {}

  /** What {@code limit} of a query says. */
  static int of(@Nullable String text) {
    long limit = Names.number(text, "limit", DEFAULT);
    if (limit < 1 || limit > MOST) {
      throw new ApiException(400, "limit: " + text + " (expected: 1 to " + MOST + ")");
    }
    return (int) limit;
  }
}
