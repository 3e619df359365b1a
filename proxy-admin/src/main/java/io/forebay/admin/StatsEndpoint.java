package io.forebay.admin;

import io.forebay.admin.page.StatsPage;
import io.forebay.admin.resource.AdminRequest;
import io.forebay.admin.resource.AdminResponse;
import io.forebay.config.AdminConfig;
import io.forebay.config.StatsPageConfig;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** {@code /stats}: what goes on, for people. */
final class StatsEndpoint implements Endpoint {

  private final StatsPage page;

  StatsEndpoint(StatsPage page) {
    this.page = page;
  }

  @Override
  public @Nullable String path(AdminConfig config) {
    StatsPageConfig stats = config.stats();
    return stats == null ? null : stats.path();
  }

  @Override
  public boolean isAt(String served, String path) {
    return page.isHere(served, path);
  }

  @Override
  public String allow() {
    return "GET, HEAD, POST";
  }

  @Override
  public int maxBody() {
    return StatsPage.MAX_BODY_BYTES;
  }

  @Override
  public boolean isGuarded() {
    return true;
  }

  @Override
  public CompletableFuture<AdminResponse> answer(AdminConfig config, AdminRequest request) {
    return page.answer(config, request);
  }
}
