package io.forebay.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Statuses of final answers.
 *
 * @param first 200 to 599
 * @param last {@code first} to 599, part of the range
 */
public record StatusRange(int first, int last) {
  private static final Pattern TEXT = Pattern.compile("([2-5][0-9]{2})(?:-([2-5][0-9]{2}))?");

  public StatusRange {
    Checks.range("first", first, 200, 599);
    Checks.range("last", last, first, 599);
  }

  /**
   * Reads {@code 200} or {@code 200-399}.
   *
   * @throws IllegalArgumentException with a message fit for users
   */
  public static StatusRange parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (matcher.matches()) {
      int first = Integer.parseInt(matcher.group(1));
      int last = matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
      if (first <= last) {
        return new StatusRange(first, last);
      }
    }
    throw new IllegalArgumentException(
        text + " (expected: a status or a range of them from 200 to 599, such as 200-399)");
  }

  public boolean contains(int status) {
    return status >= first && status <= last;
  }

  @Override
  public String toString() {
    return first == last ? "" + first : first + "-" + last;
  }
}
