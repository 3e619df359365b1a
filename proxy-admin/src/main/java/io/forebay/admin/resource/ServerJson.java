package io.forebay.admin.resource;

import com.fasterxml.jackson.core.JsonGenerator;
import io.forebay.admin.stats.ServerText;
import io.forebay.backend.Avoidance;
import io.forebay.backend.Backend;
import io.forebay.backend.BreakerReport;
import io.forebay.backend.CheckReport;
import io.forebay.backend.Server;
import io.forebay.backend.StateNote;
import io.forebay.backend.WeightedServer;
import io.forebay.runtime.ControlPlane;
import io.forebay.runtime.ProxyStatus;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Backends and servers as objects. */
final class ServerJson {

  private static final double NANOS_PER_MILLI = 1e6;

  private final ProxyStatus status;
  private final ControlPlane control;

  ServerJson(ProxyStatus status, ControlPlane control) {
    this.status = status;
    this.control = control;
  }

  /** The members of {@code backend} itself. */
  void write(JsonGenerator out, Backend backend) throws IOException {
    out.writeStringField("name", backend.name());
    out.writeNumberField("usable_servers", backend.eligibleCount());
    out.writeNumberField("queued", backend.queue().length());
    writeAll(out, backend);
  }

  /** The servers of {@code backend}, as one member. */
  void writeAll(JsonGenerator out, Backend backend) throws IOException {
    out.writeArrayFieldStart("servers");
    for (WeightedServer it : backend.servers()) {
      out.writeStartObject();
      write(out, it);
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  /** The members of a server. */
  void write(JsonGenerator out, WeightedServer weighted) throws IOException {
    Server server = weighted.server();
    out.writeStringField("name", server.name());
    out.writeStringField("backend", server.backendName());
    out.writeStringField("address", ServerText.address(server.address()));
    boolean added = control.runtimeServers().isAdded(server.backendName(), server.name());
    out.writeStringField("origin", added ? "added" : "file");
    out.writeStringField("state", ServerText.word(server.adminState()));
    note(out, server.adminNote());
    out.writeBooleanField("usable", weighted.isEligible());
    out.writeNumberField("weight", weighted.effectiveWeight());
    out.writeNumberField("configured_weight", weighted.weight());
    out.writeNumberField("share_percent", weighted.sharePercent());
    out.writeBooleanField("backup", weighted.backup());
    out.writeNumberField("in_flight", server.inFlight());
    out.writeNumberField("tunnels", server.tunnels());
    out.writeNumberField("connections", server.connections());
    out.writeNumberField("max_connections", weighted.effectiveMaxConnections());
    out.writeNumberField("configured_max_connections", weighted.maxConnections());
    drain(out, server);
    avoided(out, server);
    breaker(out, server.breaker());
    tlsFailure(out, server.tlsNote());
    health(out, server);
  }

  private void drain(JsonGenerator out, Server server) throws IOException {
    Duration left = status.drainTimeLeft(server);
    if (left != null) {
      out.writeObjectFieldStart("drain");
      out.writeBooleanField("drained", server.inFlight() == 0);
      out.writeNumberField("time_left_ms", left.toMillis());
      out.writeEndObject();
    }
  }

  private static void avoided(JsonGenerator out, Server server) throws IOException {
    out.writeArrayFieldStart("avoided");
    for (Avoidance reason : Avoidance.values()) {
      if (server.isAvoided(reason)) {
        out.writeString(ServerText.word(reason));
      }
    }
    out.writeEndArray();
  }

  private static void breaker(JsonGenerator out, @Nullable BreakerReport breaker)
      throws IOException {
    if (breaker != null) {
      out.writeStringField("breaker", ServerText.word(breaker.state()));
    }
  }

  private static void tlsFailure(JsonGenerator out, @Nullable StateNote note) throws IOException {
    if (note != null) {
      out.writeObjectFieldStart("tls_failure");
      note(out, note);
      out.writeEndObject();
    }
  }

  private static void health(JsonGenerator out, Server server) throws IOException {
    out.writeObjectFieldStart("health");
    out.writeStringField("state", ServerText.word(server.state()));
    out.writeStringField("text", server.stateText());
    note(out, server.healthNote());
    CheckReport report = server.checkReport();
    if (report != null) {
      out.writeObjectFieldStart("check");
      out.writeStringField("text", report.text());
      out.writeNumberField("duration_ms", report.durationNanos() / NANOS_PER_MILLI);
      out.writeNumberField("against", report.against());
      out.writeNumberField("needed", report.needed());
      out.writeNumberField("passed", report.passed());
      out.writeNumberField("failed", report.failed());
      out.writeStringField("code", report.code().name());
      if (report.status() > 0) {
        out.writeNumberField("status", report.status());
      }
      out.writeEndObject();
    }
    out.writeEndObject();
  }

  private static void note(JsonGenerator out, @Nullable StateNote note) throws IOException {
    if (note != null) {
      out.writeStringField("since", note.since().toString());
      out.writeStringField("cause", note.cause());
    }
  }
}
