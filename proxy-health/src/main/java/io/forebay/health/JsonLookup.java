package io.forebay.health;

import io.forebay.config.JsonPath;
import org.jspecify.annotations.Nullable;

/**
 * Finds one value in a JSON document (RFC 8259) without building it: goes down the path and skips
 * everything beside it, with no recursion, so that no document is too deep. What comes after the
 * value is not looked at. Where a name stands twice in an object the first one counts.
 */
final class JsonLookup {

  /** The document is not JSON up to the value, or ends before it. */
  static final class InvalidJsonException extends Exception {
    private static final long serialVersionUID = 1;

    InvalidJsonException(int at) {
      super("not JSON from character " + at + " on", null, false, false);
    }
  }

  private final String text;
  private int at;

  JsonLookup(String text) {
    this.text = text;
  }

  /**
   * The value as text: a string without quotes and escapes, a number or a word as it stands there.
   *
   * @return null where there is no such value, or an object or an array instead
   */
  @Nullable String find(JsonPath path) throws InvalidJsonException {
    for (JsonPath.Step step : path.steps()) {
      boolean found = step.index() < 0 ? enterMember(step.name()) : enterItem(step.index());
      if (!found) {
        return null;
      }
    }
    char first = peek();
    if (first == '{' || first == '[') {
      return null;
    }
    String value = first == '"' ? string() : word();
    if (!path.steps().isEmpty()) {
      peek(); // A number at the very end may have been cut off.
    }
    return value;
  }

  private boolean enterMember(String name) throws InvalidJsonException {
    if (peek() != '{') {
      return false;
    }
    at++;
    if (peek() == '}') {
      return false;
    }
    while (true) {
      String member = string();
      expect(':');
      if (member.equals(name)) {
        return true;
      }
      skipValue();
      if (!isFollowed('}')) {
        return false;
      }
    }
  }

  private boolean enterItem(int index) throws InvalidJsonException {
    if (peek() != '[') {
      return false;
    }
    at++;
    if (peek() == ']') {
      return false;
    }
    for (int i = 0; i < index; i++) {
      skipValue();
      if (!isFollowed(']')) {
        return false;
      }
    }
    return true;
  }

  /** Whether a comma comes, which is passed, and not the end of what is being read. */
  private boolean isFollowed(char end) throws InvalidJsonException {
    if (peek() == end) {
      return false;
    }
    expect(',');
    return true;
  }

  /** Passes a value; within objects and arrays only strings and brackets are looked at. */
  private void skipValue() throws InvalidJsonException {
    int depth = 0;
    do {
      char next = peek();
      switch (next) {
        case '"' -> string();
        case '{', '[' -> {
          depth++;
          at++;
        }
        case '}', ']', ',', ':' -> {
          if (depth == 0) {
            throw invalid();
          }
          depth -= next == '}' || next == ']' ? 1 : 0;
          at++;
        }
        default -> word();
      }
    } while (depth > 0);
  }

  private String word() throws InvalidJsonException {
    int from = at;
    while (at < text.length() && isWord(text.charAt(at))) {
      at++;
    }
    if (at == from) {
      throw invalid();
    }
    return text.substring(from, at);
  }

  private static boolean isWord(char c) {
    return c >= '0' && c <= '9'
        || c >= 'a' && c <= 'z'
        || c == '-'
        || c == '+'
        || c == '.'
        || c == 'E';
  }

  private String string() throws InvalidJsonException {
    expect('"');
    StringBuilder value = new StringBuilder();
    while (true) {
      char c = next();
      if (c == '"') {
        return value.toString();
      }
      if (c < ' ') {
        throw invalid();
      }
      value.append(c == '\\' ? escaped() : c);
    }
  }

  private char escaped() throws InvalidJsonException {
    char c = next();
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        int value = 0;
        for (int i = 0; i < 4; i++) {
          int digit = Character.digit(next(), 16);
          if (digit < 0) {
            throw invalid();
          }
          value = value << 4 | digit;
        }
        yield (char) value;
      }
      default -> throw invalid();
    };
  }

  private void expect(char c) throws InvalidJsonException {
    if (peek() != c) {
      throw invalid();
    }
    at++;
  }

  /** The next character that is no white space, which is passed. */
  private char peek() throws InvalidJsonException {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    if (at == text.length()) {
      throw invalid();
    }
    return text.charAt(at);
  }

  private char next() throws InvalidJsonException {
    if (at == text.length()) {
      throw invalid();
    }
    return text.charAt(at++);
  }

  private InvalidJsonException invalid() {
    return new InvalidJsonException(at);
  }
}
