package io.forebay.admin.resource;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What many objects have. */
final class Json {

  private Json() {}

  /** A member that is a list of texts. */
  static void strings(JsonGenerator out, String name, Iterable<String> all) throws IOException {
    out.writeArrayFieldStart(name);
    for (String it : all) {
      out.writeString(it);
    }
    out.writeEndArray();
  }

  /** A member that is absent where there is no text. */
  static void text(JsonGenerator out, String name, @Nullable String text) throws IOException {
    if (text != null) {
      out.writeStringField(name, text);
    }
  }
}
