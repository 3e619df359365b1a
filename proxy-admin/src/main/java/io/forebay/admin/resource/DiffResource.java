package io.forebay.admin.resource;

import com.fasterxml.jackson.core.JsonGenerator;
import io.forebay.admin.stats.ServerText;
import io.forebay.config.InvalidConfigException;
import io.forebay.config.yaml.ChangeCost;
import io.forebay.config.yaml.ConfigDiff;
import io.forebay.config.yaml.ConfigDifference;
import io.forebay.runtime.ControlPlane;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * {@code diff}: what a file would change. A change by its method, so that only those who may write
 * ask: what it says of files that the text names tells of the machine.
 */
final class DiffResource implements Resource {

  /** Texts are large, and reading them takes time. */
  private static final int MOST_AT_A_TIME = 4;

  private final ControlPlane control;
  private final AdminWorker worker = new AdminWorker("admin-diff");
  private final AtomicInteger asked = new AtomicInteger();

  DiffResource(ControlPlane control) {
    this.control = control;
  }

  @Override
  public String allow() {
    return "POST";
  }

  @Override
  public List<String> bodyTypes() {
    return List.of("application/yaml", "text/yaml", "text/plain");
  }

  @Override
  public CompletableFuture<AdminResponse> answer(AdminRequest request, List<String> names) {
    if (asked.incrementAndGet() > MOST_AT_A_TIME) {
      asked.decrementAndGet();
      throw new ApiException(429, "diff: " + MOST_AT_A_TIME + " are under way (expected: later)");
    }
    return worker
        .answer(() -> compared(request.body()))
        .whenComplete((answer, failure) -> asked.decrementAndGet());
  }

  private AdminResponse compared(byte[] text) {
    try {
      ConfigDifference difference = control.diff(text);
      return AdminResponse.json(200, out -> write(out, difference));
    } catch (InvalidConfigException e) {
      List<String> problems = e.problems().stream().map(Object::toString).toList();
      return AdminResponse.error(
          422,
          "the configuration would be refused: " + problems.get(0),
          out -> Json.strings(out, "problems", problems));
    } catch (IllegalStateException e) {
      return AdminResponse.error(409, String.valueOf(e.getMessage()));
    }
  }

  private static void write(JsonGenerator out, ConfigDifference difference) throws IOException {
    out.writeBooleanField("identical", difference.changes().isEmpty());
    out.writeBooleanField("hitless", difference.isHitless());
    out.writeArrayFieldStart("changes");
    for (ConfigDiff.Entry it : difference.changes()) {
      write(out, it);
    }
    out.writeEndArray();
    Json.strings(out, "warnings", difference.warnings().stream().map(Object::toString).toList());
    Json.strings(out, "problems", List.of());
  }

  private static void write(JsonGenerator out, ConfigDiff.Entry entry) throws IOException {
    ChangeCost cost = ChangeCost.of(entry);
    out.writeStartObject();
    out.writeStringField("kind", ServerText.word(entry.kind()));
    out.writeStringField("name", entry.name());
    out.writeStringField("change", ServerText.word(entry.change()));
    out.writeBooleanField("hitless", cost.isHitless());
    out.writeStringField("cost", ServerText.word(cost));
    out.writeStringField("text", entry.text());
    out.writeArrayFieldStart("keys");
    for (ConfigDiff.Key it : entry.keys()) {
      out.writeStartObject();
      out.writeStringField("key", it.key());
      if (it.old() != null) {
        out.writeStringField("old", it.old());
      }
      if (it.now() != null) {
        out.writeStringField("new", it.now());
      }
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeEndObject();
  }
}
