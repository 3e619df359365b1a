package io.forebay.admin.resource;

import io.forebay.config.ListenerConfig;
import io.forebay.net.CertificateInfo;
import io.forebay.runtime.ProxyStatus;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** {@code certificates}: those of all listeners that encrypt. */
final class CertificatesResource implements Resource {

  private final ProxyStatus status;
  private final AdminWorker worker;

  CertificatesResource(ProxyStatus status, AdminWorker worker) {
    this.status = status;
    this.worker = worker;
  }

  @Override
  public Set<String> query() {
    return Set.of("listener");
  }

  @Override
  public CompletableFuture<AdminResponse> answer(AdminRequest request, List<String> names) {
    Collection<ListenerConfig> listeners = Names.listeners(status, request);
    List<String> wanted = listeners.stream().map(ListenerConfig::name).toList();
    return worker.answer(() -> told(wanted));
  }

  private AdminResponse told(List<String> listeners) {
    return AdminResponse.json(
        200,
        out -> {
          out.writeArrayFieldStart("certificates");
          for (CertificateInfo it : status.certificates()) {
            if (listeners.contains(it.listener())) {
              out.writeStartObject();
              out.writeStringField("listener", it.listener());
              CertificateJson.write(out, it);
              out.writeEndObject();
            }
          }
          out.writeEndArray();
        });
  }
}
