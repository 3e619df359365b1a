package io.forebay.admin.resource;

import com.fasterxml.jackson.core.JsonGenerator;
import io.forebay.net.CertificateInfo;
import java.io.IOException;
import java.time.Instant;

/** A certificate as the API tells it. */
final class CertificateJson {
  private CertificateJson() {}

  /** The members of a certificate. */
  static void write(JsonGenerator out, CertificateInfo info) throws IOException {
    out.writeStringField("file", info.file().toString());
    Instant end = info.notAfter();
    if (end != null) {
      Json.strings(out, "names", info.names());
      out.writeStringField("key_type", info.keyType());
      out.writeStringField("not_after", end.toString());
      out.writeStringField("fingerprint", info.fingerprint());
    }
    Json.text(out, "refused", info.problem());
    Json.text(out, "no_staple", info.stapleProblem());
  }
}
