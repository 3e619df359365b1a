package io.forebay.admin;

import io.forebay.admin.resource.AdminRequest;
import io.forebay.admin.resource.AdminResponse;
import io.forebay.backend.Backend;
import io.forebay.config.AdminConfig;
import io.forebay.config.AdminConfig.Serve;
import io.forebay.runtime.ProxyStatus;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** {@code /ready}: whether traffic should be sent here. */
final class ReadyEndpoint implements Endpoint {

  private final ProxyStatus status;

  ReadyEndpoint(ProxyStatus status) {
    this.status = status;
  }

  @Override
  public @Nullable String path(AdminConfig config) {
    return config.serve().contains(Serve.HEALTH) ? "/ready" : null;
  }

  @Override
  public CompletableFuture<AdminResponse> answer(AdminConfig config, AdminRequest request) {
    String reason = status.notReadyReason();
    if (reason == null) {
      reason = missingBackend(config.readyRequires());
    }
    return CompletableFuture.completedFuture(
        reason == null ? AdminResponse.text(200, "ready") : AdminResponse.text(503, reason));
  }

  private @Nullable String missingBackend(List<String> required) {
    Collection<Backend> backends = status.backends();
    for (String name : required) {
      if (backends.stream().noneMatch(it -> it.name().equals(name) && it.hasEligible())) {
        return "backend " + name + " has no server up";
      }
    }
    return null;
  }
}
