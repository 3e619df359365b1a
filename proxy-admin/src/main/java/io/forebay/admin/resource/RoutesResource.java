package io.forebay.admin.resource;

import io.forebay.config.ListenerConfig;
import io.forebay.runtime.ProxyStatus;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** {@code routes}: what requests are told apart by, of each listener. */
final class RoutesResource implements Resource {

  private final ProxyStatus status;
  private final RouteJson json;
  private final AdminWorker worker;

  RoutesResource(ProxyStatus status, AdminWorker worker) {
    this.status = status;
    this.json = new RouteJson(status);
    this.worker = worker;
  }

  @Override
  public Set<String> query() {
    return Set.of("listener", "backend");
  }

  @Override
  public CompletableFuture<AdminResponse> answer(AdminRequest request, List<String> names) {
    Collection<ListenerConfig> listeners = Names.listeners(status, request);
    String backend = request.query().get("backend");
    if (backend != null) {
      Names.backend(status, backend);
    }
    return worker.answer(() -> told(listeners, backend));
  }

  private AdminResponse told(Collection<ListenerConfig> listeners, @Nullable String backend) {
    return AdminResponse.json(
        200,
        out -> {
          out.writeArrayFieldStart("routes");
          for (ListenerConfig it : listeners) {
            json.write(out, it, backends -> backend == null || backends.contains(backend));
          }
          out.writeEndArray();
        });
  }
}
