package io.forebay.admin.resource;

import com.fasterxml.jackson.core.JsonGenerator;
import io.forebay.observe.Event;
import io.forebay.runtime.ProxyStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** {@code events}: what has happened lately, the oldest first. */
final class EventsResource implements Resource {

  private final ProxyStatus status;

  EventsResource(ProxyStatus status) {
    this.status = status;
  }

  @Override
  public Set<String> query() {
    return Set.of("since", "wait");
  }

  @Override
  public CompletableFuture<AdminResponse> answer(AdminRequest request, List<String> names) {
    long since = Names.number(request.query().get("since"), "since", 0);
    Duration wait = Waiting.time(request.query().get("wait"), "wait", Duration.ZERO);
    return Waiting.until(
        () -> !status.events().since(since).isEmpty(),
        wait,
        request,
        () -> told(since, status.events().since(since)));
  }

  private static AdminResponse told(long since, List<Event> events) {
    return AdminResponse.json(
        200,
        out -> {
          long last = events.isEmpty() ? since : events.get(events.size() - 1).number();
          out.writeNumberField("last", last);
          out.writeArrayFieldStart("events");
          for (Event it : events) {
            write(out, it);
          }
          out.writeEndArray();
        });
  }

  private static void write(JsonGenerator out, Event event) throws IOException {
    out.writeStartObject();
    out.writeNumberField("number", event.number());
    out.writeStringField("at", event.at().toString());
    out.writeStringField("kind", event.kind().label());
    if (event.backend() != null) {
      out.writeStringField("backend", event.backend());
    }
    if (event.server() != null) {
      out.writeStringField("server", event.server());
    }
    out.writeStringField("text", event.text());
    out.writeEndObject();
  }
}
