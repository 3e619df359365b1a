package io.forebay.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Fields in the order and spelling of the wire; names are looked up without regard to case. */
public record RawHeaders(List<Field> fields) {
  static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
  private static final Pattern LINE =
      Pattern.compile(
          "("
              + TOKEN
              + "):[ \t]*((?:[\\x21-\\x7e\\x80-\\xff](?:[\t\\x20-\\x7e\\x80-\\xff]*"
              + "[\\x21-\\x7e\\x80-\\xff])?)?)[ \t]*");

  /** One field line; the value is without the white space around it. */
  public record Field(String name, String value) {}

  public RawHeaders {
    fields = List.copyOf(fields);
  }

  static RawHeaders parse(List<String> lines) {
    var fields = new ArrayList<Field>(lines.size());
    for (String line : lines) {
      Matcher matcher = LINE.matcher(line);
      if (!matcher.matches()) {
        throw new MalformedMessageError("field line", line);
      }
      fields.add(new Field(matcher.group(1), matcher.group(2)));
    }
    return new RawHeaders(fields);
  }

  /** The value of the first field called {@code name}, or null. */
  public @Nullable String first(String name) {
    List<String> all = all(name);
    return all.isEmpty() ? null : all.get(0);
  }

  /** The values of all fields called {@code name}, in order; empty if there is none. */
  public List<String> all(String name) {
    return fields.stream().filter(f -> f.name().equalsIgnoreCase(name)).map(Field::value).toList();
  }

  public boolean contains(String name) {
    return first(name) != null;
  }

  /** The names in order and spelling of the wire. */
  public List<String> names() {
    return fields.stream().map(Field::name).toList();
  }

  /** Whether a comma separated list under {@code name} has {@code token}, ignoring case. */
  boolean lists(String name, String token) {
    return all(name).stream()
        .flatMap(value -> Pattern.compile(",").splitAsStream(value))
        .anyMatch(item -> item.strip().equalsIgnoreCase(token));
  }
}
