package io.forebay.admin.resource;

import com.fasterxml.jackson.core.JsonGenerator;
import io.forebay.observe.ReloadResult;
import java.io.IOException;

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
    Json.strings(out, "changes", result.changes());
    Json.strings(out, "problems", result.problems());
  }
}
