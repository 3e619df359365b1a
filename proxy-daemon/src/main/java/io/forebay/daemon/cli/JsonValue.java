package io.forebay.daemon.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.forebay.daemon.cli.terminal.TerminalText;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A value of JSON that is looked into by name; what is not there is empty.
 *
 * @param value a map, a list, a text, a literal, or null
 */
record JsonValue(@Nullable Object value) {

  private static final JsonValue NONE = new JsonValue(null);

  /** A number or a boolean, as it stands there. */
  private record Literal(String text) {

    @Override
    public String toString() {
      return text;
    }
  }

  /** Nothing where {@code text} is no JSON, as answers of other programs are. */
  static JsonValue parse(String text) {
    try (JsonParser in = new JsonFactory().createParser(text)) {
      return new JsonValue(read(in, in.nextToken()));
    } catch (IOException e) {
      return NONE;
    }
  }

  private static @Nullable Object read(JsonParser in, @Nullable JsonToken token)
      throws IOException {
    if (token == JsonToken.START_OBJECT) {
      Map<String, @Nullable Object> members = new LinkedHashMap<>();
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String name = in.currentName();
        members.put(name, read(in, in.nextToken()));
      }
      return members;
    }
    if (token == JsonToken.START_ARRAY) {
      List<@Nullable Object> items = new ArrayList<>();
      for (JsonToken next = in.nextToken(); next != JsonToken.END_ARRAY; next = in.nextToken()) {
        items.add(read(in, next));
      }
      return items;
    }
    if (token == null || token == JsonToken.VALUE_NULL) {
      return null;
    }
    return token == JsonToken.VALUE_STRING ? in.getText() : new Literal(in.getText());
  }

  JsonValue get(String name) {
    return value instanceof Map<?, ?> members ? new JsonValue(members.get(name)) : NONE;
  }

  List<JsonValue> items() {
    return value instanceof List<?> items ? items.stream().map(JsonValue::of).toList() : List.of();
  }

  private static JsonValue of(@Nullable Object value) {
    return new JsonValue(value);
  }

  boolean isPresent() {
    return value != null;
  }

  /** A text, a number or a boolean, safe to be shown on a terminal. */
  String text() {
    return TerminalText.safe(raw());
  }

  /** The same as it is. */
  String raw() {
    return value == null ? "" : value.toString();
  }

  /** A whole number; 0 for anything else. */
  long number() {
    return raw().matches("-?[0-9]{1,18}") ? Long.parseLong(raw()) : 0;
  }

  /** A number; NaN for anything else. */
  double decimal() {
    try {
      return value instanceof Literal it ? Double.parseDouble(it.text()) : Double.NaN;
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  boolean isTrue() {
    return raw().equals("true");
  }

  /** All of it in one line. */
  String json() {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = new JsonFactory().createGenerator(text)) {
      write(out, value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return TerminalText.safeJson(text.toString());
  }

  private static void write(JsonGenerator out, @Nullable Object value) throws IOException {
    if (value instanceof Map<?, ?> members) {
      out.writeStartObject();
      for (Map.Entry<?, ?> member : members.entrySet()) {
        out.writeFieldName(String.valueOf(member.getKey()));
        write(out, member.getValue());
      }
      out.writeEndObject();
    } else if (value instanceof List<?> items) {
      out.writeStartArray();
      for (Object item : items) {
        write(out, item);
      }
      out.writeEndArray();
    } else if (value instanceof Literal literal) {
      out.writeRawValue(literal.text());
    } else if (value == null) {
      out.writeNull();
    } else {
      out.writeString(value.toString());
    }
  }
}
