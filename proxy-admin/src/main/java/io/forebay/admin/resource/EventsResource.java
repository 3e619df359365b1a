package io.forebay.admin.resource;

import com.fasterxml.jackson.core.JsonGenerator;
import io.forebay.observe.Event;
import io.forebay.runtime.ProxyStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** {@code events}: what has happened lately, the oldest first. */
final class EventsResource implements Resource {

  private static final List<String> KINDS =
      Stream.of(Event.Kind.values()).map(Event.Kind::label).toList();

  private final ProxyStatus status;

  EventsResource(ProxyStatus status) {
    this.status = status;
  }

  @Override
  public Set<String> query() {
    return Set.of("since", "wait", "kind", "backend", "server");
  }

  @Override
  public CompletableFuture<AdminResponse> answer(AdminRequest request, List<String> names) {
    Map<String, String> query = request.query();
    long since = Names.number(query.get("since"), "since", 0);
    Duration wait = Waiting.time(query.get("wait"), "wait", Duration.ZERO);
    Predicate<Event> wanted = wanted(query);
    return Waiting.until(
        () -> status.events().since(since).stream().anyMatch(wanted),
        wait,
        request,
        () -> told(since, status.events().since(since), wanted));
  }

  /** Names may be those of what is gone by now. */
  private static Predicate<Event> wanted(Map<String, String> query) {
    String kind = query.get("kind");
    if (kind != null && !KINDS.contains(kind)) {
      throw new ApiException(
          400, "kind: " + kind + " (expected: " + Names.choice(kind, KINDS) + ")");
    }
    String backend = query.get("backend");
    String server = query.get("server");
    return it ->
        (kind == null || kind.equals(it.kind().label()))
            && (backend == null || backend.equals(it.backend()))
            && (server == null || server.equals(it.server()));
  }

  /** The last number is that of all events: who asks for more has seen the others too. */
  private static AdminResponse told(long since, List<Event> events, Predicate<Event> wanted) {
    return AdminResponse.json(
        200,
        out -> {
          long last = events.isEmpty() ? since : events.get(events.size() - 1).number();
          out.writeNumberField("last", last);
          out.writeArrayFieldStart("events");
          for (Event it : events) {
            if (wanted.test(it)) {
              write(out, it);
            }
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
