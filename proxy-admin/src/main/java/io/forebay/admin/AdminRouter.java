package io.forebay.admin;

import io.forebay.admin.resource.AdminRequest;
import io.forebay.admin.resource.AdminResponse;
import io.forebay.config.AdminConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Finds the answer to a path. Admin event loop only. */
final class AdminRouter {

  private final List<Endpoint> endpoints;

  /**
   * @param endpoints in the order in which they are told of
   */
  AdminRouter(List<Endpoint> endpoints) {
    this.endpoints = List.copyOf(endpoints);
  }

  /** An answer in the place of one for {@code path}, in its form. */
  AdminResponse refusal(AdminConfig config, String path, int status, String reason) {
    Endpoint endpoint = find(config, path);
    return endpoint == null ? AdminResponse.text(status, reason) : endpoint.refusal(status, reason);
  }

  /** The largest body that is taken behind a head for {@code path}. */
  int maxBody(AdminConfig config, String path) {
    Endpoint endpoint = find(config, path);
    return endpoint == null ? Endpoint.NO_BODY_BYTES : endpoint.maxBody();
  }

  /** Whether what is at {@code path} is not for everybody. */
  boolean isGuarded(AdminConfig config, String path) {
    Endpoint endpoint = find(config, path);
    return endpoint != null && endpoint.isGuarded();
  }

  /**
   * Answers one request.
   *
   * @param config of the listener that took it
   * @return completed, or completed later by another thread
   */
  CompletableFuture<AdminResponse> answer(AdminConfig config, AdminRequest request) {
    Endpoint endpoint = find(config, request.path());
    if (endpoint == null) {
      return CompletableFuture.completedFuture(notFound(config));
    }
    List<String> allowed = List.of(endpoint.allow().split(", "));
    if (!allowed.contains(request.method()) && !endpoint.allow().equals(Endpoint.ANY_METHOD)) {
      return CompletableFuture.completedFuture(AdminResponse.methodNotAllowed(endpoint.allow()));
    }
    return endpoint.answer(config, request);
  }

  private @Nullable Endpoint find(AdminConfig config, String path) {
    for (Endpoint it : endpoints) {
      String served = it.path(config);
      if (served != null && it.isAt(served, path)) {
        return it;
      }
    }
    return null;
  }

  private AdminResponse notFound(AdminConfig config) {
    List<String> served = new ArrayList<>();
    for (Endpoint it : endpoints) {
      String path = it.path(config);
      if (path != null) {
        served.add(path);
      }
    }
    return AdminResponse.text(404, "not here; this address serves " + String.join(", ", served));
  }
}
