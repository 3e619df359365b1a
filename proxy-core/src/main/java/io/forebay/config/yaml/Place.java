package io.forebay.config.yaml;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A value of the file together with the way to it: where problems are reported. */
record Place(Problems problems, YamlNode node, String path) {
  private static final int LONGEST_KEY = 64;

  static String join(String path, String key) {
    String shortKey = Texts.clip(key, LONGEST_KEY);
    return path.isEmpty() ? shortKey : path + "." + shortKey;
  }

  Place child(String key, YamlNode value) {
    return new Place(problems, value, join(path, key));
  }

  Place item(int index) {
    return new Place(problems, node.items().get(index), path + "[" + index + "]");
  }

  void problem(String message) {
    problems.add(
        node.line(), node.column(), path, node.written() == null ? message : safe(message));
  }

  /** Keeps only what was expected of a value that must not be shown. */
  private String safe(String message) {
    int expected = message.lastIndexOf(" (expected: ");
    int suggestion = message.indexOf("; did you mean ", Math.max(0, expected));
    String end = suggestion < 0 ? "" : ")";
    return expected < 0
        ? node.describe() + ": not accepted"
        : node.describe()
            + message.substring(expected, suggestion < 0 ? message.length() : suggestion)
            + end;
  }

  /** Reports the value itself as wrong. */
  void expected(String expected) {
    problem(node.describe() + " (expected: " + expected + ")");
  }

  /** Reports the value as wrong, with the known word that was probably meant. */
  void expected(String expected, @Nullable String suggestion) {
    expected(suggestion == null ? expected : expected + "; did you mean " + suggestion + "?");
  }

  void unsupported(String what) {
    problem(UnsupportedKeys.message(what, node.line()));
  }

  void warn(String message) {
    problems.warn(
        node.line(), node.column(), path, node.written() == null ? message : safe(message));
  }

  boolean isEmptyList() {
    return node.kind() == YamlNode.Kind.LIST && node.items().isEmpty();
  }

  /** The items of a list, or the value alone where one stands in place of a list. */
  List<Place> itemsOrSelf() {
    if (node.kind() != YamlNode.Kind.LIST) {
      return List.of(this);
    }
    return items();
  }

  List<Place> items() {
    return IntStream.range(0, node.items().size()).mapToObj(this::item).toList();
  }
}
