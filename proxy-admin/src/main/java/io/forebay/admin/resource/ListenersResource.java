package io.forebay.admin.resource;

import io.forebay.config.ListenerConfig;
import io.forebay.runtime.ProxyStatus;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** {@code listeners}: where clients come in. */
final class ListenersResource implements Resource {

  private final ProxyStatus status;
  private final ListenerJson json;
  private final AdminWorker worker;

  ListenersResource(ProxyStatus status, AdminWorker worker) {
    this.status = status;
    this.json = new ListenerJson(status);
    this.worker = worker;
  }

  @Override
  public CompletableFuture<AdminResponse> answer(AdminRequest request, List<String> names) {
    return worker.answer(this::told);
  }

  private AdminResponse told() {
    return AdminResponse.json(
        200,
        out -> {
          out.writeArrayFieldStart("listeners");
          for (ListenerConfig it : status.config().listeners().values()) {
            out.writeStartObject();
            json.write(out, it);
            out.writeEndObject();
          }
          out.writeEndArray();
        });
  }
}
