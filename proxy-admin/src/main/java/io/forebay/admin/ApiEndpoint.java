package io.forebay.admin;

import io.forebay.admin.resource.AdminRequest;
import io.forebay.admin.resource.AdminResponse;
import io.forebay.admin.resource.Api;
import io.forebay.config.AdminConfig;
import io.forebay.config.AdminConfig.Serve;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1} and all below it. */
final class ApiEndpoint implements Endpoint {

  private final Api api;

  ApiEndpoint(Api api) {
    this.api = api;
  }

  @Override
  public @Nullable String path(AdminConfig config) {
    return config.serve().contains(Serve.API) ? Api.ROOT : null;
  }

  @Override
  public boolean isAt(String served, String path) {
    return Api.isHere(path);
  }

  @Override
  public String allow() {
    return ANY_METHOD;
  }

  @Override
  public int maxBody() {
    return Api.MAX_BODY_BYTES;
  }

  @Override
  public AdminResponse refusal(int status, String reason) {
    return AdminResponse.error(status, reason);
  }

  @Override
  public boolean isGuarded() {
    return true;
  }

  @Override
  public CompletableFuture<AdminResponse> answer(AdminConfig config, AdminRequest request) {
    return api.answer(request);
  }
}
