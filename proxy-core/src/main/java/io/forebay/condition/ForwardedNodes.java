package io.forebay.condition;

import io.forebay.util.Ascii;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads who a value of Forwarded is for (RFC 7239 section 4), element by element. An element that
 * does not say it, and a value that is not well-formed, are for nobody known.
 */
final class ForwardedNodes {
  private static final String UNKNOWN = "unknown";
  private static final List<String> MALFORMED = List.of(UNKNOWN);

  private final String value;
  private final List<String> nodes = new ArrayList<>();
  private int at;

  /** Of the element that is being read. */
  private @Nullable String node;

  private ForwardedNodes(String value) {
    this.value = value;
  }

  /** One for each element, without quotes, in their order. */
  static List<String> of(String value) {
    ForwardedNodes reader = new ForwardedNodes(value);
    return reader.readAll() ? reader.nodes : MALFORMED;
  }

  private boolean readAll() {
    do {
      skipSpaces();
      boolean isEmpty = at == value.length() || value.charAt(at) == ',';
      if (!isEmpty && !readElement()) {
        return false;
      }
    } while (take(','));
    return at == value.length();
  }

  private boolean readElement() {
    node = null;
    do {
      skipSpaces();
      boolean isEmpty = at == value.length() || ",;".indexOf(value.charAt(at)) >= 0;
      if (!isEmpty && !readPair()) {
        return false;
      }
      skipSpaces();
    } while (take(';'));
    nodes.add(node == null ? UNKNOWN : node);
    return true;
  }

  private boolean readPair() {
    int start = at;
    skipToken();
    String name = value.substring(start, at);
    if (name.isEmpty() || !take('=')) {
      return false;
    }
    String read = at < value.length() && value.charAt(at) == '"' ? quoted() : bare();
    boolean isFor = name.equalsIgnoreCase("for");
    boolean isSound = !read.isEmpty() && !(isFor && node != null);
    node = isFor ? read : node;
    return isSound;
  }

  private void skipToken() {
    while (at < value.length() && Ascii.isToken((byte) value.charAt(at))) {
      at++;
    }
  }

  /**
   * A token; the colon and brackets of an address are common in one though it ought to be quoted.
   */
  private String bare() {
    int start = at;
    while (at < value.length() && " \t,;\"".indexOf(value.charAt(at)) < 0) {
      at++;
    }
    return value.substring(start, at);
  }

  /** Empty where its end is missing, too. */
  private String quoted() {
    StringBuilder text = new StringBuilder();
    for (at++; at < value.length(); at++) {
      char c = value.charAt(at);
      if (c == '"') {
        at++;
        return text.toString();
      }
      if (c == '\\' && ++at == value.length()) {
        return "";
      }
      text.append(value.charAt(at));
    }
    return "";
  }

  private void skipSpaces() {
    while (at < value.length() && (value.charAt(at) == ' ' || value.charAt(at) == '\t')) {
      at++;
    }
  }

  private boolean take(char expected) {
    if (at < value.length() && value.charAt(at) == expected) {
      at++;
      return true;
    }
    return false;
  }
}
