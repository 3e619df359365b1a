package io.forebay.admin.resource;

import com.fasterxml.jackson.core.JsonGenerator;
import io.forebay.net.CertificateInfo;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A certificate as the API tells it. */
final class CertificateJson {
  private CertificateJson() {}

  static void write(JsonGenerator out, CertificateInfo info) throws IOException {
    out.writeStartObject();
    out.writeStringField("file", info.file().toString());
    Instant end = info.notAfter();
    if (end != null) {
      out.writeArrayFieldStart("names");
      for (String name : info.names()) {
        out.writeString(name);
      }
      out.writeEndArray();
      out.writeStringField("key_type", info.keyType());
      out.writeStringField("not_after", end.toString());
      out.writeStringField("fingerprint", info.fingerprint());
    }
    writeText(out, "refused", info.problem());
    writeText(out, "no_staple", info.stapleProblem());
    out.writeEndObject();
  }

  private static void writeText(JsonGenerator out, String name, @Nullable String text)
      throws IOException {
    if (text != null) {
      out.writeStringField(name, text);
    }
  }
}
