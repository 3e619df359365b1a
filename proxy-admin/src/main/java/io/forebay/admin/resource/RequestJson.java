package io.forebay.admin.resource;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.forebay.inspect.FinishedRequest;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;

/** A request as an object on one line, with the members of an access log. */
final class RequestJson {

  private static final JsonFactory FACTORY = new JsonFactory();
  private static final double NANOS_IN_MILLI = 1e6;

  private RequestJson() {}

  static String text(FinishedRequest request) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = FACTORY.createGenerator(text)) {
      out.writeStartObject();
      write(out, request);
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void write(JsonGenerator out, FinishedRequest it) throws IOException {
    out.writeStringField("time", Instant.ofEpochMilli(it.atMillis()).toString());
    out.writeStringField("client_ip", it.client());
    out.writeStringField("listener", it.listener());
    out.writeStringField("route", it.route());
    Json.text(out, "backend", it.backend());
    Json.text(out, "server", it.server());
    FinishedRequest.Line line = it.line();
    if (line != null) {
      out.writeStringField("method", line.method());
      out.writeStringField("target", line.target());
      out.writeStringField("protocol", line.protocol());
      out.writeStringField("host", line.host());
    }
    out.writeNumberField("status", it.status());
    out.writeStringField("reason", it.reason() == null ? "complete" : it.reason());
    out.writeNumberField("body_bytes_in", it.sizes().request());
    out.writeNumberField("body_bytes_out", it.sizes().response());
    millis(out, "queue_ms", it.times().queue());
    millis(out, "connect_ms", it.times().connect());
    millis(out, "response_ms", it.times().response());
    out.writeNumberField("total_ms", it.times().total() / NANOS_IN_MILLI);
    out.writeNumberField("retries", it.retries());
    Json.text(out, "request_id", it.requestId());
  }

  /** Absent where there was no such phase. */
  private static void millis(JsonGenerator out, String name, long nanos) throws IOException {
    if (nanos > 0) {
      out.writeNumberField(name, nanos / NANOS_IN_MILLI);
    }
  }
}
