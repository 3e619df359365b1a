package io.forebay.admin.resource;

import io.forebay.config.ListenerConfig;
import io.forebay.runtime.ProxyStatus;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** {@code listeners/{listener}}: one of them, with its routes. */
final class ListenerResource implements Resource {

  private final ProxyStatus status;
  private final ListenerJson json;
  private final RouteJson routes;
  private final AdminWorker worker;

  ListenerResource(ProxyStatus status, AdminWorker worker) {
    this.status = status;
    this.json = new ListenerJson(status);
    this.routes = new RouteJson(status);
    this.worker = worker;
  }

  @Override
  public CompletableFuture<AdminResponse> answer(AdminRequest request, List<String> names) {
    ListenerConfig listener = Names.listener(status, names.get(0));
    return worker.answer(() -> told(listener));
  }

  private AdminResponse told(ListenerConfig listener) {
    return AdminResponse.json(
        200,
        out -> {
          json.write(out, listener);
          out.writeArrayFieldStart("routes");
          routes.write(out, listener, it -> true);
          out.writeEndArray();
        });
  }
}
