package io.forebay.admin.resource;

import io.forebay.backend.Backend;
import io.forebay.runtime.ProxyStatus;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** {@code backends}: all of them, with their servers. */
final class BackendsResource implements Resource {

  private final ProxyStatus status;
  private final ServerJson json;

  BackendsResource(ProxyStatus status) {
    this.status = status;
    this.json = new ServerJson(status);
  }

  @Override
  public CompletableFuture<AdminResponse> answer(AdminRequest request, List<String> names) {
    return Resource.now(
        AdminResponse.json(
            200,
            out -> {
              out.writeArrayFieldStart("backends");
              for (Backend backend : status.backends()) {
                out.writeStartObject();
                json.write(out, backend);
                out.writeEndObject();
              }
              out.writeEndArray();
            }));
  }
}
