package io.forebay.admin;

import io.forebay.admin.auth.Audit;
import io.forebay.admin.auth.Authenticator;
import io.forebay.admin.auth.Peer;
import io.forebay.admin.auth.Refusal;
import io.forebay.admin.auth.Verdict;
import io.forebay.admin.resource.AdminRequest;
import io.forebay.admin.resource.AdminResponse;
import io.forebay.admin.resource.Caller;
import io.forebay.config.AdminApiConfig;
import io.forebay.config.AdminConfig;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Lets requests through to what they ask for where who asks may see or change it, and tells of
 * changes that were refused. Admin event loop only.
 */
final class AdminGuard implements AutoCloseable {

  private final AdminRouter router;
  private final Authenticator authenticator;
  private final Audit audit;

  AdminGuard(AdminRouter router, Authenticator authenticator, Audit audit) {
    this.router = router;
    this.authenticator = authenticator;
    this.audit = audit;
  }

  /** Finds what is asked for. */
  AdminRouter router() {
    return router;
  }

  /**
   * Answers one request.
   *
   * @param config of the listener that took it
   * @param request by whom that listener lets in without asking, where it does not ask
   * @return completed, or completed later by another thread
   */
  CompletableFuture<AdminResponse> answer(AdminConfig config, Peer peer, AdminRequest request) {
    AdminApiConfig api = config.api();
    if (!router.isGuarded(config, request.path())) {
      return router.answer(config, request);
    }
    if (api.auth() == null) {
      return admit(config, request);
    }
    CompletableFuture<Verdict> verdict =
        authenticator.identify(api, peer, request.headers(), request.timer());
    return verdict.isDone()
        ? decide(config, peer, request, verdict.join())
        : verdict.thenComposeAsync(it -> decide(config, peer, request, it), request.timer());
  }

  private CompletableFuture<AdminResponse> decide(
      AdminConfig config, Peer peer, AdminRequest request, Verdict verdict) {
    Refusal refusal = verdict.refusal();
    if (refusal == null) {
      return admit(config, request.by(verdict.known()));
    }
    String attempt = refusal.attempt();
    if (attempt != null) {
      audit.failed(request, peer.name(), attempt);
    } else if (request.isChange()) {
      audit.refused(request, peer.name(), refusal.status(), refusal.reason());
    }
    AdminResponse answer =
        router.refusal(config, request.path(), refusal.status(), refusal.reason());
    for (Map.Entry<String, String> field : refusal.fields().entrySet()) {
      answer = answer.withField(field.getKey(), field.getValue());
    }
    return CompletableFuture.completedFuture(answer);
  }

  /** Who asks is known, or need not be. */
  private CompletableFuture<AdminResponse> admit(AdminConfig config, AdminRequest request) {
    Caller caller = request.caller();
    if (!caller.mayRead()) {
      return forbid(
          config, request, "may not see this (expected: read or write in admin.api.roles)");
    }
    if (!request.isChange()) {
      return router.answer(config, request);
    }
    if (!caller.mayWrite()) {
      String expected = config.api().auth() == null ? "admin.api.auth" : "write in admin.api.roles";
      return forbid(config, request, "may not change anything here (expected: " + expected + ")");
    }
    return router
        .answer(config, request)
        .whenComplete(
            (answer, failure) -> {
              int status = answer == null ? 500 : answer.status();
              if (status >= 400) {
                audit.refused(request, caller.text(), status, "");
              }
            });
  }

  private CompletableFuture<AdminResponse> forbid(
      AdminConfig config, AdminRequest request, String reason) {
    Caller caller = request.caller();
    if (request.isChange()) {
      audit.refused(request, caller.text(), 403, reason);
    }
    return CompletableFuture.completedFuture(
        router.refusal(config, request.path(), 403, caller.name() + " " + reason));
  }

  @Override
  public void close() {
    authenticator.close();
  }
}
