package io.forebay.admin.resource;

import com.fasterxml.jackson.core.JsonGenerator;
import io.forebay.http.TlsSession;
import io.forebay.inspect.FinishedRequest;
import io.forebay.inspect.Session;
import io.forebay.inspect.SessionRequest;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** A client's connection as an object. */
final class SessionJson {

  private SessionJson() {}

  static void write(JsonGenerator out, Session it) throws IOException {
    out.writeStartObject();
    out.writeStringField("id", it.id());
    out.writeStringField("listener", it.listener());
    out.writeStringField("client", it.client());
    out.writeNumberField("port", it.port());
    out.writeStringField("protocol", it.protocol());
    if (it.tls() != null) {
      tls(out, it.tls());
    }
    millis(out, "age_ms", it.ageNanos());
    if (it.inFlight() == 0) {
      millis(out, "idle_ms", it.idleNanos());
    }
    out.writeNumberField("requests", it.requests());
    out.writeNumberField("bytes_in", it.received());
    out.writeNumberField("bytes_out", it.sent());
    out.writeNumberField("in_flight", it.inFlight());
    out.writeArrayFieldStart("requests_in_flight");
    for (SessionRequest request : it.shown()) {
      write(out, request);
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  private static void tls(JsonGenerator out, TlsSession tls) throws IOException {
    out.writeObjectFieldStart("tls");
    out.writeStringField("version", tls.version());
    out.writeStringField("cipher", tls.cipher());
    Json.text(out, "server_name", tls.serverName());
    out.writeEndObject();
  }

  private static void write(JsonGenerator out, SessionRequest it) throws IOException {
    out.writeStartObject();
    FinishedRequest.Line line = it.line();
    if (line != null) {
      out.writeStringField("method", line.method());
      out.writeStringField("target", line.target());
      out.writeStringField("host", line.host());
    }
    out.writeStringField("client_ip", it.client());
    out.writeStringField("route", it.route());
    Json.text(out, "backend", it.backend());
    Json.text(out, "server", it.server());
    out.writeStringField("phase", it.phase().label());
    millis(out, "age_ms", it.ageNanos());
    out.writeNumberField("retries", it.retries());
    out.writeNumberField("body_bytes_in", it.sizes().request());
    out.writeNumberField("body_bytes_out", it.sizes().response());
    out.writeEndObject();
  }

  private static void millis(JsonGenerator out, String name, long nanos) throws IOException {
    out.writeNumberField(name, TimeUnit.NANOSECONDS.toMillis(nanos));
  }
}
