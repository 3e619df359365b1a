package io.forebay.admin.resource;

import io.forebay.backend.Backend;
import io.forebay.runtime.ControlPlane;
import io.forebay.runtime.ProxyStatus;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** {@code backends/{b}}: one of them, with its servers. */
final class BackendResource implements Resource {

  private final ProxyStatus status;
  private final ServerJson json;
  private final AdminWorker worker;

  BackendResource(ProxyStatus status, ControlPlane control, AdminWorker worker) {
    this.status = status;
    this.json = new ServerJson(status, control);
    this.worker = worker;
  }

  @Override
  public CompletableFuture<AdminResponse> answer(AdminRequest request, List<String> names) {
    Backend backend = Names.backend(status, names.get(0));
    return worker.answer(() -> told(backend));
  }

  private AdminResponse told(Backend backend) {
    return AdminResponse.json(200, out -> json.write(out, backend))
        .withField(AdminResponse.ETAG, Tags.of(backend));
  }
}
