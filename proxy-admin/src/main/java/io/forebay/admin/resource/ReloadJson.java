package io.forebay.admin.resource;

import com.fasterxml.jackson.core.JsonGenerator;
import io.forebay.observe.ReloadResult;
import java.io.IOException;
import java.util.List;

/** Reloads as objects. */
final class ReloadJson {

  private ReloadJson() {}

  static void write(JsonGenerator out, ReloadResult result) throws IOException {
    out.writeBooleanField("successful", result.successful());
    out.writeStringField("trigger", result.trigger());
    out.writeStringField("at", result.at().toString());
    out.writeNumberField("duration_ms", result.duration().toMillis());
    out.writeNumberField("generation", result.generation());
    out.writeStringField("config_hash", result.configHash());
    strings(out, "changes", result.changes());
    strings(out, "problems", result.problems());
  }

  private static void strings(JsonGenerator out, String name, List<String> all) throws IOException {
    out.writeArrayFieldStart(name);
    for (String it : all) {
      out.writeString(it);
    }
    out.writeEndArray();
  }
}
