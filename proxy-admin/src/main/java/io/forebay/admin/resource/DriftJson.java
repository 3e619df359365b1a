package io.forebay.admin.resource;

import com.fasterxml.jackson.core.JsonGenerator;
import io.forebay.backend.Backend;
import io.forebay.backend.Server;
import io.forebay.backend.WeightedServer;
import io.forebay.config.AddedServer;
import io.forebay.config.RemovedServer;
import io.forebay.config.RuntimeServers;
import io.forebay.runtime.ControlPlane;
import io.forebay.runtime.ProxyStatus;
import java.io.IOException;

/** In what the servers differ from what the file says of them, as a member {@code drift}. */
final class DriftJson {

  private final ProxyStatus status;
  private final ControlPlane control;

  DriftJson(ProxyStatus status, ControlPlane control) {
    this.status = status;
    this.control = control;
  }

  /** Nothing where they do not. */
  void write(JsonGenerator out) throws IOException {
    RuntimeServers servers = control.runtimeServers();
    if (servers.isEmpty() && !isAnySet()) {
      return;
    }
    out.writeArrayFieldStart("drift");
    for (AddedServer it : servers.added()) {
      entry(out, it.backend(), it.server().name(), "added", "added at " + it.server().address());
    }
    for (RemovedServer it : servers.removed()) {
      entry(out, it.backend(), it.name(), "removed", "removed, in the file at " + it.address());
    }
    for (Backend backend : status.backends()) {
      for (WeightedServer it : backend.servers()) {
        settings(out, it);
      }
    }
    out.writeEndArray();
  }

  private boolean isAnySet() {
    return status.backends().stream()
        .flatMap(it -> it.servers().stream())
        .anyMatch(it -> isWeightSet(it.server()) || isLimitSet(it.server()));
  }

  private static boolean isWeightSet(Server server) {
    return server.runtimeWeight() != Server.NO_RUNTIME_WEIGHT;
  }

  private static boolean isLimitSet(Server server) {
    return server.runtimeLimit() != Server.NO_RUNTIME_LIMIT;
  }

  private static void settings(JsonGenerator out, WeightedServer it) throws IOException {
    Server server = it.server();
    if (isWeightSet(server)) {
      String text = "weight %d, configured %d".formatted(it.effectiveWeight(), it.weight());
      entry(out, server.backendName(), server.name(), "weight", text);
    }
    if (isLimitSet(server)) {
      String text =
          "max_connections %d, configured %d"
              .formatted(it.effectiveMaxConnections(), it.maxConnections());
      entry(out, server.backendName(), server.name(), "max_connections", text);
    }
  }

  private static void entry(
      JsonGenerator out, String backend, String server, String kind, String text)
      throws IOException {
    out.writeStartObject();
    out.writeStringField("backend", backend);
    out.writeStringField("server", server);
    out.writeStringField("kind", kind);
    out.writeStringField("text", text);
    out.writeEndObject();
  }
}
