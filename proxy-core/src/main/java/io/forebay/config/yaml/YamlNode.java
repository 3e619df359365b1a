package io.forebay.config.yaml;

import java.util.List;

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
 */
record YamlNode(
    Kind kind,
    String text,
    boolean plain,
    List<YamlNode> items,
    List<Entry> entries,
    int line,
    int column,
    int size) {

  enum Kind {
    SCALAR,
    LIST,
    MAP
  }

  /** A key with its value. */
  record Entry(YamlNode key, YamlNode value) {}

  static YamlNode scalar(String text, boolean plain, int line, int column) {
    return new YamlNode(Kind.SCALAR, text, plain, List.of(), List.of(), line, column, 1);
  }

  static YamlNode list(List<YamlNode> items, int line, int column) {
    int size = 1 + items.stream().mapToInt(YamlNode::size).sum();
    return new YamlNode(Kind.LIST, "", false, items, List.of(), line, column, size);
  }

  static YamlNode map(List<Entry> entries, int line, int column) {
    int size = 1 + entries.stream().mapToInt(it -> 1 + it.value().size()).sum();
    return new YamlNode(Kind.MAP, "", false, List.of(), entries, line, column, size);
  }

  /** Null by the core schema of YAML 1.2. */
  boolean isNull() {
    return kind == Kind.SCALAR && plain && text.matches("|~|null|Null|NULL");
  }

  /** For messages: the value, or what kind of thing stands there. */
  String describe() {
    return switch (kind) {
      case LIST -> "a list";
      case MAP -> "a map";
      case SCALAR -> isNull() ? "no value" : Texts.value(text);
    };
  }
}
