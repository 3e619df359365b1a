package io.forebay.daemon.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A value of JSON that is looked into by name; what is not there is empty.
 *
 * @param value a map, a list, a text, or null
 */
record JsonValue(@Nullable Object value) {

  private static final JsonValue NONE = new JsonValue(null);

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
    return token == null || token == JsonToken.VALUE_NULL ? null : in.getText();
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

  /** A text, a number or a boolean as it stands there. */
  String text() {
    return value == null ? "" : value.toString();
  }

  long number() {
    return text().matches("-?[0-9]{1,18}") ? Long.parseLong(text()) : 0;
  }

  boolean isTrue() {
    return text().equals("true");
  }
}
