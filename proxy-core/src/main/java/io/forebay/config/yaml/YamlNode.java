package io.forebay.config.yaml;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node of the file. An alias is the very node that it stands for.
 *
 * @param kind decides which of text, items and entries counts
 * @param text of a scalar, unresolved
 * @param plain whether a scalar was written without quotes and not as a block
 * @param items of a list
 * @param entries of a map, in the order of the file; keys are scalars and unique
 * @param line from 1
 * @param column in code points, from 1
 * @param size how many nodes there are from here on with every alias written out
 * @param written what is shown in place of the text, because that must not be; null else
 * @param template whether the text as written refers to something that is known only later
 */
record YamlNode(
    Kind kind,
    String text,
    boolean plain,
    List<YamlNode> items,
    List<Entry> entries,
    int line,
    int column,
    int size,
    @Nullable String written,
    boolean template) {

  enum Kind {
    SCALAR,
    LIST,
    MAP
  }

  /** A key with its value. */
  record Entry(YamlNode key, YamlNode value) {}

  static YamlNode scalar(String text, boolean plain, int line, int column) {
    return new YamlNode(
        Kind.SCALAR, text, plain, List.of(), List.of(), line, column, 1, null, false);
  }

  static YamlNode list(List<YamlNode> items, int line, int column) {
    int size = 1 + items.stream().mapToInt(YamlNode::size).sum();
    return new YamlNode(Kind.LIST, "", false, items, List.of(), line, column, size, null, false);
  }

  static YamlNode map(List<Entry> entries, int line, int column) {
    int size = 1 + entries.stream().mapToInt(it -> 1 + it.value().size()).sum();
    return new YamlNode(Kind.MAP, "", false, List.of(), entries, line, column, size, null, false);
  }

  /**
   * This scalar with its references replaced. Where it is nothing but one, quotes do not count:
   * inside braces and brackets YAML wants them around it.
   */
  YamlNode substituted(Substitution.Result result) {
    boolean unquoted = plain || result.whole() && !isNullWord(result.text());
    return new YamlNode(
        kind,
        result.text(),
        unquoted,
        items,
        entries,
        line,
        column,
        size,
        result.secret() ? text : null,
        result.template());
  }

  /** Null by the core schema of YAML 1.2. */
  boolean isNull() {
    return kind == Kind.SCALAR && plain && isNullWord(text);
  }

  private static boolean isNullWord(String text) {
    return text.matches("|~|null|Null|NULL");
  }

  /** For messages: the value, or what kind of thing stands there. */
  String describe() {
    return switch (kind) {
      case LIST -> "a list";
      case MAP -> "a map";
      case SCALAR -> isNull() ? "no value" : Texts.value(written == null ? text : written);
    };
  }
}
