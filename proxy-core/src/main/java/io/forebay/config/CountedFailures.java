package io.forebay.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which tries count against a server.
 *
 * @param kinds failures without an answer
 * @param statuses answers, 400 to 599
 */
public record CountedFailures(Set<FailureKind> kinds, Set<Integer> statuses) {

  public static final int LOWEST_STATUS = 400;
  public static final int HIGHEST_STATUS = 599;

  /** Nothing counts. */
  public static final CountedFailures NONE = new CountedFailures(Set.of(), Set.of());

  /** No answer at all, or one by which a server says that it cannot serve. */
  public static final CountedFailures DEFAULT =
      new CountedFailures(EnumSet.allOf(FailureKind.class), Set.of(502, 503, 504));

  private static final String STATUS_PREFIX = "status_";
  private static final String EXPECTED =
      "connect_failure, reset, timeout or a status such as status_503, 400 to 599";

  public CountedFailures {
    kinds = Checks.enums(FailureKind.class, kinds);
    statuses = Collections.unmodifiableSet(new TreeSet<>(statuses));
    for (int status : statuses) {
      Checks.range("status", status, LOWEST_STATUS, HIGHEST_STATUS);
    }
  }

  /**
   * Reads one of {@link #words}.
   *
   * @throws IllegalArgumentException with a message fit for users
   */
  public static CountedFailures parse(String word) {
    for (FailureKind kind : FailureKind.values()) {
      if (word.equals(word(kind))) {
        return new CountedFailures(Set.of(kind), Set.of());
      }
    }
    if (word.matches(STATUS_PREFIX + "[45][0-9]{2}")) {
      int status = Integer.parseInt(word.substring(STATUS_PREFIX.length()));
      return new CountedFailures(Set.of(), Set.of(status));
    }
    throw new IllegalArgumentException(word + " (expected: " + EXPECTED + ")");
  }

  /** These and those. */
  public CountedFailures and(CountedFailures others) {
    Set<FailureKind> allKinds = EnumSet.noneOf(FailureKind.class);
    allKinds.addAll(kinds);
    allKinds.addAll(others.kinds);
    Set<Integer> allStatuses = new TreeSet<>(statuses);
    allStatuses.addAll(others.statuses);
    return new CountedFailures(allKinds, allStatuses);
  }

  /** As they stand in a file, such as {@code reset} and {@code status_503}. */
  public List<String> words() {
    List<String> words = new ArrayList<>();
    kinds.forEach(kind -> words.add(word(kind)));
    statuses.forEach(status -> words.add(STATUS_PREFIX + status));
    return words;
  }

  private static String word(FailureKind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }
}
