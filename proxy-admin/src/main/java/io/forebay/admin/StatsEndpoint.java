package io.forebay.admin;

import io.forebay.admin.resource.AdminRequest;
import io.forebay.admin.resource.AdminResponse;
import io.forebay.admin.stats.BackendStatistics;
import io.forebay.admin.stats.ServerStatistics;
import io.forebay.admin.stats.StatisticsSource;
import io.forebay.config.AdminConfig;
import io.forebay.config.StatsPageConfig;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** {@code /stats}: what goes on, for people. */
final class StatsEndpoint implements Endpoint {

  private final StatisticsSource source;

  StatsEndpoint(StatisticsSource source) {
    this.source = source;
  }

  @Override
  public @Nullable String path(AdminConfig config) {
    StatsPageConfig page = config.stats();
    return page == null ? null : page.path();
  }

  @Override
  public CompletableFuture<AdminResponse> answer(AdminConfig config, AdminRequest request) {
    StringBuilder text = new StringBuilder();
    for (BackendStatistics backend : source.take().backends()) {
      for (ServerStatistics server : backend.servers()) {
        text.append(backend.name()).append('/').append(server.name()).append(' ');
        text.append(server.health()).append('\n');
      }
    }
    return CompletableFuture.completedFuture(AdminResponse.text(200, text.toString()));
  }
}
