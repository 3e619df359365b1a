package io.forebay.admin.resource;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.forebay.backend.AdminState;
import io.forebay.runtime.NewServer;
import java.io.IOException;
import java.io.StringWriter;

/**
 * Reads {@code {"name": "c", "address": "10.0.0.3:80", "state": "drain"}}: what a server in the
 * file may have, which is for others to judge, and how it begins.
 */
final class NewServerBody {

  private static final String EXPECTED =
      "an object with the keys of a server, such as {\"address\": \"10.0.0.3:8080\"}";
  private static final int MAX_DEPTH = 16;
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
          .build();

  private NewServerBody() {}

  /** Fails with 400 and the place in {@code body} where it is not as expected. */
  static NewServer parse(byte[] body) {
    StringWriter text = new StringWriter();
    try (JsonParser in = FACTORY.createParser(body);
        JsonGenerator out = FACTORY.createGenerator(text)) {
      AdminState state = copy(in, out);
      out.flush();
      return new NewServer(text.toString(), state);
    } catch (JsonParseException e) {
      throw refused(e.getLocation(), e.getOriginalMessage());
    } catch (IOException e) {
      throw new ApiException(400, "the body: " + e.getMessage());
    }
  }

  /** All but the state. */
  private static AdminState copy(JsonParser in, JsonGenerator out) throws IOException {
    AdminState state = AdminState.READY;
    if (in.nextToken() != JsonToken.START_OBJECT) {
      String text = in.currentToken() == null ? "nothing" : in.getText();
      throw refused(in.currentTokenLocation(), text);
    }
    out.writeStartObject();
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      if (in.currentName().equals("state")) {
        state = ServerBody.state(in, in.nextToken());
      } else {
        out.copyCurrentStructure(in);
      }
    }
    out.writeEndObject();
    if (in.nextToken() != null) {
      throw refused(in.currentTokenLocation(), in.getText() + " behind the end");
    }
    return state;
  }

  private static ApiException refused(JsonLocation at, String what) {
    return ServerBody.refused(at, what, EXPECTED);
  }
}
