package io.forebay.admin.resource;

import io.forebay.backend.Backend;
import io.forebay.runtime.ControlPlane;
import io.forebay.runtime.ProxyStatus;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** {@code backends}: all of them, with their servers. */
final class BackendsResource implements Resource {

  private final ProxyStatus status;
  private final ServerJson json;
  private final DriftJson drift;
  private final AdminWorker worker;

  BackendsResource(ProxyStatus status, ControlPlane control, AdminWorker worker) {
    this.status = status;
    this.json = new ServerJson(status, control);
    this.drift = new DriftJson(status, control);
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
          out.writeArrayFieldStart("backends");
          for (Backend backend : status.backends()) {
            out.writeStartObject();
            json.write(out, backend);
            out.writeEndObject();
          }
          out.writeEndArray();
          drift.write(out);
        });
  }
}
