package io.forebay.admin.resource;

import io.forebay.inspect.Session;
import io.forebay.inspect.SessionQuery;
import io.forebay.inspect.Sessions;
import io.forebay.runtime.ProxyStatus;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** {@code sessions}: client connections and what is under way on them. */
final class SessionsResource implements Resource {

  private final ProxyStatus status;
  private final AdminWorker worker;

  SessionsResource(ProxyStatus status, AdminWorker worker) {
    this.status = status;
    this.worker = worker;
  }

  @Override
  public Set<String> query() {
    return Set.of("listener", "backend", "server", "client", "limit");
  }

  @Override
  public CompletableFuture<AdminResponse> answer(AdminRequest request, List<String> names) {
    Map<String, String> query = request.query();
    SessionQuery wanted =
        new SessionQuery(
            query.get("listener"),
            query.get("backend"),
            query.get("server"),
            RequestQuery.clients(query.get("client")),
            PageLimit.of(query.get("limit")));
    return status.sessions(wanted).thenCompose(it -> worker.answer(() -> told(it)));
  }

  private static AdminResponse told(Sessions sessions) {
    return AdminResponse.json(
        200,
        out -> {
          out.writeNumberField("total", sessions.total());
          out.writeArrayFieldStart("sessions");
          for (Session it : sessions.shown()) {
            SessionJson.write(out, it);
          }
          out.writeEndArray();
        });
  }
}
