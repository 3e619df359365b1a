package io.forebay.config;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a request's path; its query stays. Either a whole path, or prefixes, or an
 * expression, or nothing of them all.
 *
 * @param path the whole new path, or null
 * @param stripPrefix whole path elements that are taken off the beginning of paths that have them,
 *     never the root alone, or null; a trailing slash is dropped
 * @param addPrefix put in front, behind what was stripped; the same
 * @param regex an RE2 expression that takes the whole path as it was received, or null
 * @param to what such paths become, see {@link #toProblem}; there where {@code regex} is
 */
public record PathRewriteConfig(
    @Nullable String path,
    @Nullable String stripPrefix,
    @Nullable String addPrefix,
    @Nullable String regex,
    @Nullable String to) {

  /** Changes nothing. */
  public static final PathRewriteConfig NONE = new PathRewriteConfig(null, null, null, null, null);

  /** How often {@code to} may refer to groups: what is made of a path stays bounded. */
  public static final int MAX_REFERENCES = 20;

  private static final int MAX_TO_LENGTH = 1_000;

  public PathRewriteConfig {
    int ways = count(path) + (stripPrefix == null ? count(addPrefix) : 1) + count(regex);
    Checks.require(ways <= 1, "rewrite", ways, "path, or strip_prefix and add_prefix, or regex");
    Checks.require(
        path == null || MatchConfig.isPath(path), "path", path + "", "a path that starts with /");
    stripPrefix = prefix("strip_prefix", stripPrefix);
    addPrefix = prefix("add_prefix", addPrefix);
    String regexProblem = regex == null ? null : MatchConfig.regexProblem(regex);
    Checks.require(regexProblem == null, "regex", regex + "", regexProblem + "");
    Checks.require((regex == null) == (to == null), "to", to + "", "regex and to, or neither");
    String toProblem = regex == null || to == null ? null : toProblem(to, regex);
    Checks.require(toProblem == null, "to", to + "", toProblem + "");
  }

  private static int count(@Nullable String said) {
    return said == null ? 0 : 1;
  }

  private static @Nullable String prefix(String name, @Nullable String prefix) {
    if (prefix == null) {
      return null;
    }
    Checks.require(isPrefix(prefix), name, prefix, "a path of at least one element");
    return prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
  }

  /** Whether this can be stripped or added: a path with at least one element, none empty. */
  public static boolean isPrefix(String prefix) {
    return MatchConfig.isPath(prefix) && prefix.length() > 1 && !prefix.contains("//");
  }

  /** Whether it leaves paths alone. */
  public boolean isEmpty() {
    return path == null && stripPrefix == null && addPrefix == null && regex == null;
  }

  /**
   * Why paths that {@code regex} takes cannot become this, or null when they can: a path from a
   * slash or a group on, perhaps with a query, in which {@code $1} is what the first group took,
   * {@code $0} the whole path and {@code $$} a dollar sign.
   */
  public static @Nullable String toProblem(String to, String regex) {
    boolean begins = to.startsWith("/") || to.startsWith("$");
    boolean visible = to.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '#');
    if (!begins || !visible || to.length() > MAX_TO_LENGTH) {
      return "a path such as /new/$1, in visible ASCII and without #";
    }
    int references = 0;
    for (int i = to.indexOf('$'); i >= 0; i = to.indexOf('$', i + 2)) {
      char next = i + 1 < to.length() ? to.charAt(i + 1) : ' ';
      if (next != '$' && (next < '0' || next > '9')) {
        return "a digit behind $, or $$ for a dollar sign";
      }
      references += next == '$' ? 0 : 1;
      if (next != '$' && next - '0' > groups(regex)) {
        return "a group that regex has: it has " + groups(regex);
      }
    }
    return references > MAX_REFERENCES ? "at most " + MAX_REFERENCES + " groups" : null;
  }

  private static int groups(String regex) {
    try {
      return Pattern.compile(regex).groupCount();
    } catch (PatternSyntaxException e) {
      return 9;
    }
  }
}
