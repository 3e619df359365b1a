package io.forebay.admin.resource;

import com.fasterxml.jackson.core.JsonGenerator;
import io.forebay.admin.stats.BackendStatistics;
import io.forebay.admin.stats.History;
import io.forebay.admin.stats.ListenerStatistics;
import io.forebay.admin.stats.Statistics;
import io.forebay.admin.stats.StatisticsSource;
import io.forebay.runtime.ProxyStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** {@code statistics}: all numbers of listeners, backends and servers. */
final class StatisticsResource implements Resource {

  private final ProxyStatus status;
  private final StatisticsSource source;
  private final AdminWorker worker;

  StatisticsResource(ProxyStatus status, StatisticsSource source, AdminWorker worker) {
    this.status = status;
    this.source = source;
    this.worker = worker;
  }

  @Override
  public Set<String> query() {
    return Set.of("listener", "backend", "history");
  }

  @Override
  public CompletableFuture<AdminResponse> answer(AdminRequest request, List<String> names) {
    Map<String, String> query = request.query();
    String listener = query.get("listener");
    if (listener != null) {
      Names.listener(status, listener);
    }
    String backend = query.get("backend");
    if (backend != null) {
      Names.backend(status, backend);
    }
    Duration history = Waiting.time(query.get("history"), "history", Duration.ZERO);
    long points = history.toSeconds() / History.STEP_SECONDS;
    StatisticsJson json = new StatisticsJson((int) Math.min(points, History.POINTS));
    return worker.answer(() -> told(json, listener, backend));
  }

  /** Who names one of a kind wants none of the other. */
  private AdminResponse told(
      StatisticsJson json, @Nullable String listener, @Nullable String backend) {
    Statistics now = source.take();
    boolean all = listener == null && backend == null;
    return AdminResponse.json(
        200,
        out -> {
          out.writeStringField("at", now.at().toString());
          out.writeArrayFieldStart("listeners");
          for (ListenerStatistics it : now.listeners()) {
            if (all || it.name().equals(listener)) {
              write(out, json, it);
            }
          }
          out.writeEndArray();
          out.writeArrayFieldStart("backends");
          for (BackendStatistics it : now.backends()) {
            if (all || it.name().equals(backend)) {
              write(out, json, it);
            }
          }
          out.writeEndArray();
        });
  }

  private static void write(JsonGenerator out, StatisticsJson json, Record it) throws IOException {
    out.writeStartObject();
    json.write(out, it);
    out.writeEndObject();
  }
}
