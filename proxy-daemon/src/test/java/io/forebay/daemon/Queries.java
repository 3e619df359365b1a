package io.forebay.daemon;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What queries of Prometheus ask for. */
final class Queries {
  private static final Pattern SELECTOR =
      Pattern.compile("\\b((?:forebay|process|jvm|system)_\\w+|up\\b)(\\{[^}]*})?");
  private static final Pattern SUFFIX = Pattern.compile("_(bucket|sum|count)$");

  private Queries() {}

  /** The series that it selects, each with its matchers. */
  static Set<String> selectors(String query) {
    Set<String> all = new TreeSet<>();
    Matcher selector = SELECTOR.matcher(query);
    while (selector.find()) {
      all.add(selector.group());
    }
    return all;
  }

  /** Its name, and what that would be a part of if it were of a histogram or summary. */
  static List<String> families(String selector) {
    String name = selector.replaceAll("\\{.*", "");
    return List.of(name, SUFFIX.matcher(name).replaceAll(""));
  }
}
