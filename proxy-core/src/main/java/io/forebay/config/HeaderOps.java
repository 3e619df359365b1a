package io.forebay.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Changes to the headers of one message, applied in the order of the components. Names keep the
 * case they were written in and compare without it; within one component each stands once. {@link
 * #nameProblem}, {@link #removalProblem} and {@link #valueProblem} say what a name and a value may
 * be. Values are templates, see {@link TextTemplate}; one that comes out empty adds no field.
 *
 * @param remove names whose fields are all dropped; one that ends in {@code *} stands for all that
 *     begin with what is before it, an underscore for a hyphen included
 * @param set fields that replace all fields of the same name
 * @param add fields added beside those of the same name
 * @param setIfAbsent fields added only where none of the same name is left
 */
public record HeaderOps(
    List<String> remove,
    Map<String, String> set,
    Map<String, String> add,
    Map<String, String> setIfAbsent) {

  /** Changes nothing. */
  public static final HeaderOps EMPTY = new HeaderOps(List.of(), Map.of(), Map.of(), Map.of());

  /** Framing, routing and connection management belong to the proxy itself. */
  private static final Set<String> OURS =
      Set.of(
          "host",
          "content-length",
          "transfer-encoding",
          "connection",
          "keep-alive",
          "te",
          "upgrade",
          "trailer",
          "proxy-connection");

  public HeaderOps {
    remove = List.copyOf(remove);
    set = Checks.ordered(set);
    add = Checks.ordered(add);
    setIfAbsent = Checks.ordered(setIfAbsent);
    requireRemovals(remove);
    for (Map<String, String> fields : List.of(set, add, setIfAbsent)) {
      requireNames(fields.keySet());
      fields.forEach((name, value) -> require(name, valueProblem(value)));
    }
  }

  private static void requireRemovals(Iterable<String> names) {
    Set<String> seen = caseless();
    for (String name : names) {
      require(name, removalProblem(name));
      Checks.require(seen.add(name), "header", name, "each name once");
    }
  }

  private static void requireNames(Iterable<String> names) {
    Set<String> seen = caseless();
    for (String name : names) {
      require(name, nameProblem(name));
      Checks.require(seen.add(name), "header", name, "each name once");
    }
  }

  private static void require(String name, @Nullable String problem) {
    if (problem != null) {
      throw new IllegalArgumentException("header " + name + ": " + problem);
    }
  }

  /** Why this header must not be touched, or null when it may: an HTTP token that is not ours. */
  public static @Nullable String nameProblem(String name) {
    if (name.isEmpty() || !name.chars().allMatch(HeaderOps::isTokenChar)) {
      return "not a header name (expected: letters, digits and !#$%&'*+-.^_`|~)";
    }
    if (isOurs(name)) {
      return "the proxy itself decides this header (expected: another header)";
    }
    return null;
  }

  /** Why this cannot be what is removed, or null when it can: a name, or the beginning of some. */
  public static @Nullable String removalProblem(String name) {
    int star = name.indexOf('*');
    if (star < 0) {
      return nameProblem(name);
    }
    String beginning = name.substring(0, star);
    boolean last = star == name.length() - 1;
    return last && !beginning.isEmpty() && beginning.chars().allMatch(HeaderOps::isTokenChar)
        ? null
        : "not the beginning of header names (expected: such as X-Internal-*)";
  }

  /** Whether this name to remove stands for all that begin with it. */
  public static boolean isWildcard(String removed) {
    return removed.endsWith("*");
  }

  /** Whether the proxy itself decides this header. */
  public static boolean isOurs(String name) {
    return OURS.contains(name.toLowerCase(Locale.ROOT));
  }

  /** Why this cannot be a header's value, or null when it can: no control characters but tab. */
  public static @Nullable String valueProblem(String value) {
    boolean printable =
        value.chars().allMatch(c -> c == '\t' || c >= ' ' && c != 0x7f && c <= 0xff);
    if (!printable) {
      return "not a header value (expected: printable Latin-1 on one line)";
    }
    return value.equals(value.strip())
        ? null
        : "not a header value (expected: no space at its ends)";
  }

  private static boolean isTokenChar(int c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
  }

  public boolean isEmpty() {
    return remove.isEmpty() && set.isEmpty() && add.isEmpty() && setIfAbsent.isEmpty();
  }

  /**
   * What its values are made of.
   *
   * @throws IllegalArgumentException with a message fit for users where one cannot be made there
   */
  public List<TextTemplate> templates(TextTemplate.Scope scope) {
    return Stream.of(set, add, setIfAbsent)
        .flatMap(it -> it.values().stream())
        .map(it -> TextTemplate.parse(it, scope))
        .toList();
  }

  /**
   * Both in one. Names to remove add up; fields merge name by name and the inner one wins. What the
   * inner one removes or sets, the outer one neither adds nor sets any more.
   */
  public HeaderOps merge(HeaderOps inner) {
    if (inner.isEmpty()) {
      return this;
    }
    Set<String> removed = caseless();
    List<String> allRemoved = new ArrayList<>();
    for (List<String> names : List.of(remove, inner.remove)) {
      names.stream().filter(removed::add).forEach(allRemoved::add);
    }
    return new HeaderOps(
        allRemoved,
        merge(set, inner.set, inner),
        merge(add, inner.add, inner),
        merge(setIfAbsent, inner.setIfAbsent, inner));
  }

  private static Map<String, String> merge(
      Map<String, String> outer, Map<String, String> inner, HeaderOps decided) {
    Set<String> hidden = caseless();
    hidden.addAll(decided.remove);
    hidden.addAll(decided.set.keySet());
    hidden.addAll(inner.keySet());
    Map<String, String> merged = new LinkedHashMap<>();
    outer.forEach(
        (name, value) -> {
          if (!hidden.contains(name) && !decided.removesLike(name)) {
            merged.put(name, value);
          }
        });
    merged.putAll(inner);
    return merged;
  }

  private boolean removesLike(String name) {
    String lower = name.toLowerCase(Locale.ROOT).replace('_', '-');
    return remove.stream()
        .filter(HeaderOps::isWildcard)
        .map(it -> it.substring(0, it.length() - 1).toLowerCase(Locale.ROOT).replace('_', '-'))
        .anyMatch(lower::startsWith);
  }

  private static Set<String> caseless() {
    return new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
  }
}
