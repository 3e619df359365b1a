package io.forebay.admin.resource;

import com.fasterxml.jackson.core.JsonGenerator;
import io.forebay.backend.Backend;
import io.forebay.config.ListenerConfig;
import io.forebay.observe.ReloadResult;
import io.forebay.observe.Reloads;
import io.forebay.runtime.ControlPlane;
import io.forebay.runtime.ProxyStatus;
import io.forebay.stats.LoopStats;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** {@code status}: the process and its configuration. */
final class StatusResource implements Resource {

  private final ProxyStatus status;
  private final ControlPlane control;
  private final About about;
  private final ListenerJson listeners;

  StatusResource(ProxyStatus status, ControlPlane control, About about) {
    this.status = status;
    this.control = control;
    this.about = about;
    this.listeners = new ListenerJson(status);
  }

  @Override
  public CompletableFuture<AdminResponse> answer(AdminRequest request, List<String> names) {
    return Resource.now(
        AdminResponse.json(
            200,
            out -> {
              process(out);
              configuration(out);
              listeners(out);
              totals(out);
              new DriftJson(status, control).write(out);
            }));
  }

  private void process(JsonGenerator out) throws IOException {
    out.writeStringField("version", about.version());
    out.writeStringField("transport", about.transport());
    out.writeNumberField("pid", ProcessHandle.current().pid());
    String node = status.config().global().process().node();
    if (node != null) {
      out.writeStringField("node", node);
    }
    out.writeStringField("started", about.started().toString());
    long uptime = Duration.between(about.started(), Instant.now()).toSeconds();
    out.writeNumberField("uptime_s", Math.max(0, uptime));
    String reason = status.notReadyReason();
    out.writeBooleanField("ready", reason == null);
    if (reason != null) {
      out.writeStringField("not_ready_reason", reason);
    }
  }

  private void configuration(JsonGenerator out) throws IOException {
    Reloads.State reloads = status.reloads().state();
    out.writeObjectFieldStart("config");
    String source = control.source();
    if (source != null) {
      out.writeStringField("file", source);
    }
    out.writeStringField("hash", reloads.configHash());
    out.writeNumberField("generation", reloads.generation());
    out.writeStringField("since", reloads.lastSuccess().toString());
    ReloadResult last = reloads.last();
    if (last != null) {
      out.writeObjectFieldStart("last_reload");
      ReloadJson.write(out, last);
      out.writeEndObject();
    }
    out.writeEndObject();
  }

  private void listeners(JsonGenerator out) throws IOException {
    out.writeArrayFieldStart("listeners");
    for (ListenerConfig it : status.config().listeners().values()) {
      out.writeStartObject();
      listeners.write(out, it);
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private void totals(JsonGenerator out) throws IOException {
    int routes = status.metricIds().routes().size();
    long started = 0;
    long finished = 0;
    for (int i = 0; i < routes; i++) {
      int id = i;
      started += sum(it -> it.requestsStarted.get(id));
      finished += sum(it -> it.requestsFinished.get(id));
    }
    out.writeObjectFieldStart("totals");
    out.writeNumberField("connections", status.openConnections());
    out.writeNumberField("requests", finished);
    out.writeNumberField("requests_in_flight", Math.max(0, started - finished));
    long queued = status.backends().stream().mapToLong(it -> it.queue().length()).sum();
    out.writeNumberField("requests_queued", queued);
    long unserved = status.backends().stream().filter(it -> !it.hasEligible()).count();
    out.writeNumberField("backends", status.backends().size());
    out.writeNumberField("backends_without_server", unserved);
    long servers = status.backends().stream().map(Backend::servers).mapToLong(List::size).sum();
    out.writeNumberField("servers", servers);
    out.writeEndObject();
  }

  private interface Counter {
    long of(LoopStats stats);
  }

  private long sum(Counter counter) {
    return status.loopStats().stream().mapToLong(counter::of).sum();
  }
}
