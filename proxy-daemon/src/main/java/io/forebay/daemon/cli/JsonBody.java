package io.forebay.daemon.cli;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** An object of JSON that is sent; what is null is left out. */
final class JsonBody {

  private final StringJoiner members = new StringJoiner(", ", "{", "}");

  JsonBody text(String name, @Nullable String value) {
    return value == null ? this : member(name, quoted(value));
  }

  /** A whole number where {@code value} is one, else a text, which the daemon says its mind of. */
  JsonBody number(String name, @Nullable String value) {
    boolean isNumber = value != null && value.matches("0|[1-9][0-9]{0,8}");
    return value != null && isNumber ? member(name, value) : text(name, value);
  }

  /** Only where it is so. */
  JsonBody flag(String name, boolean value) {
    return value ? member(name, "true") : this;
  }

  private JsonBody member(String name, String json) {
    members.add(quoted(name) + ": " + json);
    return this;
  }

  private static String quoted(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }

  @Override
  public String toString() {
    return members.toString();
  }
}
