package io.forebay.route;

import com.google.re2j.Pattern;
import io.forebay.util.Ascii;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The paths of one host. An exact path wins over every prefix, the longest prefix over shorter
 * ones, any prefix but {@code /} over regular expressions, which are tried in their order, and
 * {@code /} comes last. Prefixes match whole elements: {@code /a} matches {@code /a} and {@code
 * /a/b}, not {@code /ab}; a slash at the end of a prefix changes nothing.
 */
final class PathTable<T> {

  /** An expression is matched in time linear in the path, whatever the path is. */
  private record Regex<T>(Pattern pattern, Choice<T> choice) {}

  private final AsciiMap<Choice<T>> exact;
  private final AsciiMap<Choice<T>> prefixes;
  private final List<Regex<T>> regexes;
  private final @Nullable Choice<T> root;

  private PathTable(
      Map<String, Choice<T>> exact,
      Map<String, Choice<T>> prefixes,
      List<Regex<T>> regexes,
      @Nullable Choice<T> root) {
    this.exact = new AsciiMap<>(exact);
    this.prefixes = new AsciiMap<>(prefixes);
    this.regexes = List.copyOf(regexes);
    this.root = root;
  }

  /** What belongs to a path that is in normal form, or null. */
  @Nullable T match(byte[] bytes, int from, int to, Eligibility<? super T> eligibility) {
    T found = null;
    if (!prefixes.isEmpty() || !exact.isEmpty()) {
      found = Choice.first(longest(bytes, from, to), eligibility);
    }
    if (found == null && !regexes.isEmpty()) {
      found = matchRegex(Ascii.text(bytes, from, to), eligibility);
    }
    return found == null ? Choice.first(root, eligibility) : found;
  }

  /** One look at each byte. */
  private @Nullable Choice<T> longest(byte[] bytes, int from, int to) {
    Choice<T> longest = null;
    int hash = AsciiMap.HASH_SEED;
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      if (b == '/' && i > from) {
        longest = longer(hash, bytes, from, i, longest);
      }
      hash = AsciiMap.hash(hash, b);
    }
    longest = longer(hash, bytes, from, to, longest);
    Choice<T> found = exact.get(hash, bytes, from, to);
    return found == null ? longest : found;
  }

  private @Nullable Choice<T> longer(
      int hash, byte[] bytes, int from, int to, @Nullable Choice<T> before) {
    Choice<T> found = prefixes.get(hash, bytes, from, to);
    return found == null ? before : found;
  }

  private @Nullable T matchRegex(String path, Eligibility<? super T> eligibility) {
    for (Regex<T> regex : regexes) {
      if (regex.pattern.matches(path)) {
        T found = Choice.first(regex.choice, eligibility);
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }

  /** Collects paths. Compared in {@link NormalPath} form. */
  static final class Builder<T> {
    private final Map<String, Choices<T>> exact = new HashMap<>();
    private final Map<String, Choices<T>> prefixes = new HashMap<>();
    private final List<Regex<T>> regexes = new ArrayList<>();

    void exact(String path, T value, boolean conditional) {
      add(exact, normal(path), value, conditional);
    }

    void prefix(String prefix, T value, boolean conditional) {
      add(prefixes, bare(normal(prefix)), value, conditional);
    }

    void regex(String regex, T value, boolean conditional) {
      regexes.add(new Regex<>(Pattern.compile(regex), new Choice<>(value, conditional)));
    }

    private static <T> void add(
        Map<String, Choices<T>> paths, String path, T value, boolean conditional) {
      paths.computeIfAbsent(path, added -> new Choices<>()).add(value, conditional);
    }

    private static String normal(String path) {
      byte[] bytes = Ascii.bytes(path);
      if (!NormalPath.isNeeded(bytes, 0, bytes.length)) {
        return path;
      }
      byte[] normal = NormalPath.of(bytes, 0, bytes.length);
      return Ascii.text(normal, 0, normal.length);
    }

    private static String bare(String prefix) {
      return prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
    }

    /** Each path leads on to the longest prefix above it, so that a match needs no second look. */
    PathTable<T> build() {
      Choices<T> rootChoices = prefixes.remove("");
      Choice<T> root = rootChoices == null ? null : rootChoices.link(null);
      Map<String, Choice<T>> linkedPrefixes = new HashMap<>();
      List<String> shortestFirst = new ArrayList<>(prefixes.keySet());
      shortestFirst.sort(Comparator.comparing(String::length));
      for (String prefix : shortestFirst) {
        Choice<T> above = above(prefix, linkedPrefixes);
        linkedPrefixes.put(prefix, prefixes.get(prefix).link(above));
      }
      Map<String, Choice<T>> linkedExact = new HashMap<>();
      exact.forEach(
          (path, choices) -> {
            Choice<T> same = linkedPrefixes.get(path);
            Choice<T> rest = same == null ? above(path, linkedPrefixes) : same;
            linkedExact.put(path, choices.link(rest));
          });
      return new PathTable<>(linkedExact, linkedPrefixes, regexes, root);
    }

    private static <T> @Nullable Choice<T> above(String path, Map<String, Choice<T>> prefixes) {
      for (int i = path.lastIndexOf('/'); i > 0; i = path.lastIndexOf('/', i - 1)) {
        Choice<T> found = prefixes.get(path.substring(0, i));
        if (found != null) {
          return found;
        }
      }
      return null;
    }
  }
}
