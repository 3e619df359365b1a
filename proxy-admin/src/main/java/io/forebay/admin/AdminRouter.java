package io.forebay.admin;

import io.forebay.admin.resource.AdminRequest;
import io.forebay.admin.resource.AdminResponse;
import io.forebay.admin.resource.Api;
import io.forebay.backend.Backend;
import io.forebay.config.AdminConfig;
import io.forebay.config.AdminConfig.Serve;
import io.forebay.config.StubStatusConfig;
import io.forebay.runtime.ProxyStatus;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Finds the answer to a path. Any thread. */
final class AdminRouter {

  private static final String ALLOW = "GET, HEAD";
  private static final int MAX_DROPPED_BYTES = 1024;

  private final ProxyStatus status;
  private final MetricsEndpoint metrics;
  private final Api api;

  AdminRouter(ProxyStatus status, MetricsEndpoint metrics, Api api) {
    this.status = status;
    this.metrics = metrics;
    this.api = api;
  }

  /** An answer in the place of one for {@code path}, in its form. */
  static AdminResponse refusal(String path, int status, String reason) {
    return Api.isHere(path)
        ? AdminResponse.error(status, reason)
        : AdminResponse.text(status, reason);
  }

  /** The largest body that is taken behind a head for {@code path}. */
  static int maxBody(String path) {
    return Api.isHere(path) ? Api.MAX_BODY_BYTES : MAX_DROPPED_BYTES;
  }

  /**
   * Answers one request.
   *
   * @param config of the listener that took it
   * @return completed, or completed later by another thread
   */
  CompletableFuture<AdminResponse> answer(AdminConfig config, AdminRequest request) {
    String path = request.path();
    if (Api.isHere(path) && config.serve().contains(Serve.API)) {
      return api.answer(request);
    }
    List<String> served = served(config);
    if (!served.contains(path)) {
      return CompletableFuture.completedFuture(notFound(path, served));
    }
    if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
      return CompletableFuture.completedFuture(AdminResponse.methodNotAllowed(ALLOW));
    }
    StubStatusConfig stub = config.status();
    if (stub != null && stub.path().equals(path)) {
      return CompletableFuture.completedFuture(AdminResponse.text(200, StubStatus.text(status)));
    }
    return switch (path) {
      case "/metrics" -> metrics.render(request.headers().get(HttpHeaderNames.ACCEPT));
      case "/ready" -> CompletableFuture.completedFuture(ready(config));
      default -> CompletableFuture.completedFuture(AdminResponse.text(200, "ok"));
    };
  }

  private static List<String> served(AdminConfig config) {
    List<String> paths = new ArrayList<>();
    if (config.serve().contains(Serve.HEALTH)) {
      paths.add("/health");
      paths.add("/ready");
    }
    if (config.serve().contains(Serve.METRICS)) {
      paths.add("/metrics");
    }
    if (config.serve().contains(Serve.API)) {
      paths.add(Api.ROOT);
    }
    if (config.status() != null) {
      paths.add(config.status().path());
    }
    return paths;
  }

  private static AdminResponse notFound(String path, List<String> served) {
    if (path.equals("/stats") && served.contains("/metrics")) {
      return AdminResponse.text(404, "there is no statistics page yet; statistics are at /metrics");
    }
    return AdminResponse.text(404, "not here; this address serves " + String.join(", ", served));
  }

  private AdminResponse ready(AdminConfig config) {
    String reason = status.notReadyReason();
    if (reason == null) {
      reason = missingBackend(config.readyRequires());
    }
    return reason == null ? AdminResponse.text(200, "ready") : AdminResponse.text(503, reason);
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
