package io.forebay.admin.resource;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.forebay.backend.AdminState;
import io.forebay.config.ServerConfig;
import io.forebay.runtime.ServerChange;
import io.forebay.runtime.ServerWeight;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads {@code {"state": "drain", "weight": 5}}: some of its members, and nothing else. */
final class ServerBody {

  private static final String EXPECTED =
      "an object with any of state, weight and max_connections, such as {\"state\": \"drain\"}";
  private static final List<String> MEMBERS = List.of("state", "weight", "max_connections");
  private static final List<String> STATES =
      Stream.of(AdminState.values()).map(it -> it.name().toLowerCase(Locale.ROOT)).toList();
  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final JsonParser in;
  private @Nullable AdminState state;
  private @Nullable ServerWeight weight;
  private @Nullable Integer maxConnections;

  private ServerBody(JsonParser in) {
    this.in = in;
  }

  /** Fails with 400 and the place in {@code body} where it is not as expected. */
  static ServerChange parse(byte[] body) {
    try (JsonParser in = FACTORY.createParser(body)) {
      return new ServerBody(in).read();
    } catch (JsonParseException e) {
      throw refused(e.getLocation(), e.getOriginalMessage(), EXPECTED);
    } catch (IOException e) {
      throw new ApiException(400, "the body: " + e.getMessage());
    }
  }

  private ServerChange read() throws IOException {
    if (in.nextToken() != JsonToken.START_OBJECT) {
      throw refused(in.currentToken() == null ? "nothing" : in.getText(), EXPECTED);
    }
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      readMember(in.currentName());
    }
    if (in.nextToken() != null) {
      throw refused(in.getText() + " behind the end", EXPECTED);
    }
    if (state == null && weight == null && maxConnections == null) {
      throw refused("{}", EXPECTED);
    }
    return new ServerChange(state, weight, maxConnections);
  }

  private void readMember(String name) throws IOException {
    if (!MEMBERS.contains(name)) {
      throw refused(name + ": unknown member", Names.choice(name, MEMBERS));
    }
    JsonToken value = in.nextToken();
    switch (name) {
      case "state" -> state = state(in, value);
      case "weight" -> readWeight(value);
      default -> readMaxConnections(value);
    }
  }

  /** The value at which {@code in} stands. */
  static AdminState state(JsonParser in, JsonToken value) throws IOException {
    String text = in.getText();
    if (value != JsonToken.VALUE_STRING || !STATES.contains(text)) {
      throw refused(in.currentTokenLocation(), "state: " + text, Names.choice(text, STATES));
    }
    return AdminState.valueOf(text.toUpperCase(Locale.ROOT));
  }

  private void readWeight(JsonToken value) throws IOException {
    String text = in.getText();
    boolean percentage = value == JsonToken.VALUE_STRING && text.endsWith("%");
    try {
      weight =
          ServerWeight.parse(
              percentage || value == JsonToken.VALUE_NUMBER_INT ? text : "\"" + text + "\"");
    } catch (IllegalArgumentException e) {
      throw new ApiException(422, place(in.currentTokenLocation()) + e.getMessage());
    }
  }

  private void readMaxConnections(JsonToken value) throws IOException {
    boolean whole = value == JsonToken.VALUE_NUMBER_INT && in.getNumberType() == NumberType.INT;
    int number = whole ? in.getIntValue() : -1;
    if (number < 0 || number > ServerConfig.MAX_CONNECTIONS) {
      throw new ApiException(
          422,
          "%smax_connections: %s (expected: 0 to %d, 0 for no limit)"
              .formatted(
                  place(in.currentTokenLocation()), in.getText(), ServerConfig.MAX_CONNECTIONS));
    }
    maxConnections = number;
  }

  private ApiException refused(String what, String expected) {
    return refused(in.currentTokenLocation(), what, expected);
  }

  static ApiException refused(JsonLocation at, String what, String expected) {
    return new ApiException(400, place(at) + what + " (expected: " + expected + ")");
  }

  private static String place(JsonLocation at) {
    return "line " + at.getLineNr() + ", column " + Math.max(1, at.getColumnNr()) + ": ";
  }
}
