package io.forebay.config.yaml;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Nodes to text: maps in blocks, lists of scalars on one line. A scalar that is not plain is quoted
 * unless it is a simple word.
 */
final class YamlWriter {
  private static final Pattern WORD =
      Pattern.compile(
          "[A-Za-z/](?:[A-Za-z0-9_./:+-]*[A-Za-z0-9_./+-])?|[0-9]+(?:\\.[0-9]+){3}(?:[:/][0-9]+)?");
  private static final Pattern OTHER_THAN_TEXT =
      Pattern.compile("(?i)true|false|null|yes|no|on|off");

  /** A longer key cannot stand on the line of its value. */
  private static final int LONGEST_KEY = 1_000;

  private final Secrets secrets;
  private final StringBuilder out = new StringBuilder();

  /**
   * @param secrets whose references are written in their place
   */
  YamlWriter(Secrets secrets) {
    this.secrets = secrets;
  }

  String write(YamlNode map) {
    entries(map.entries(), 0);
    return out.toString();
  }

  private void entries(List<YamlNode.Entry> entries, int indent) {
    boolean first = true;
    for (YamlNode.Entry entry : entries) {
      if (!first || indent == 0) {
        out.append(" ".repeat(indent));
      }
      first = false;
      entry(entry, indent);
    }
  }

  private void entry(YamlNode.Entry entry, int indent) {
    String key = quotedUnlessWord(entry.key().text());
    if (key.length() > LONGEST_KEY) {
      out.append("? ").append(key).append('\n').append(" ".repeat(indent));
      out.append(':');
    } else {
      out.append(key).append(':');
    }
    value(entry.value(), indent);
  }

  private void value(YamlNode node, int indent) {
    if (node.kind() == YamlNode.Kind.MAP && !node.entries().isEmpty()) {
      out.append('\n').append(" ".repeat(indent + 2));
      entries(node.entries(), indent + 2);
    } else if (node.kind() == YamlNode.Kind.LIST
        && node.items().stream().anyMatch(YamlWriter::isMap)) {
      out.append('\n');
      for (YamlNode item : node.items()) {
        out.append(" ".repeat(indent + 2)).append("- ");
        entries(item.entries(), indent + 4);
      }
    } else {
      out.append(' ').append(inline(node)).append('\n');
    }
  }

  private static boolean isMap(YamlNode node) {
    return node.kind() == YamlNode.Kind.MAP;
  }

  /** Everything on one line. */
  String inline(YamlNode node) {
    return switch (node.kind()) {
      case MAP ->
          node.entries().stream()
              .map(it -> quotedUnlessWord(it.key().text()) + ": " + inline(it.value()))
              .collect(Collectors.joining(", ", "{", "}"));
      case LIST -> "[" + String.join(", ", node.items().stream().map(this::inline).toList()) + "]";
      case SCALAR -> scalar(node);
    };
  }

  private String scalar(YamlNode node) {
    String text = node.text();
    String written = secrets.written(text);
    if (written != null) {
      return quoted(written);
    }
    if (node.plain()) {
      return text;
    }
    String hidden = secrets.hide(text);
    return hidden.equals(text)
        ? quotedUnlessWord(node.template() ? text : Substitution.escape(text))
        : quoted(hidden);
  }

  private static String quotedUnlessWord(String text) {
    boolean word = WORD.matcher(text).matches() && !OTHER_THAN_TEXT.matcher(text).matches();
    return word ? text : quoted(text);
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.codePoints().forEach(c -> append(quoted, c));
    return quoted.append('"').toString();
  }

  private static void append(StringBuilder quoted, int c) {
    if (c == '"' || c == '\\') {
      quoted.append('\\').appendCodePoint(c);
    } else if (c == '\n') {
      quoted.append("\\n");
    } else if (c >= ' ' && c < 0x7f || Character.isLetterOrDigit(c)) {
      quoted.appendCodePoint(c);
    } else {
      quoted.append("\\U%08X".formatted(c));
    }
  }
}
