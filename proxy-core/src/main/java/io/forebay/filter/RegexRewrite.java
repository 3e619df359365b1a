package io.forebay.filter;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes new paths of those that an expression takes. Stateless; any event loop. */
final class RegexRewrite {

  private RegexRewrite() {}

  /**
   * The new path, with one slash at its beginning, perhaps with a query; null where {@code regex}
   * does not take the whole of {@code path}.
   *
   * @param to with {@code $0} to {@code $9} for groups and {@code $$} for a dollar sign
   */
  static @Nullable String rewrite(Pattern regex, String to, String path) {
    Matcher matcher = regex.matcher(path);
    if (!matcher.matches()) {
      return null;
    }
    StringBuilder rewritten = new StringBuilder();
    int from = 0;
    for (int i = to.indexOf('$'); i >= 0; i = to.indexOf('$', from)) {
      rewritten.append(to, from, i).append(value(matcher, to.charAt(i + 1)));
      from = i + 2;
    }
    rewritten.append(to, from, to.length());
    // Two slashes would begin an authority where a target is read as a reference.
    int start = 0;
    while (start < rewritten.length() && rewritten.charAt(start) == '/') {
      start++;
    }
    return "/" + rewritten.substring(start);
  }

  private static String value(Matcher matcher, char group) {
    if (group == '$') {
      return "$";
    }
    String taken = matcher.group(group - '0');
    return taken == null ? "" : taken;
  }
}
