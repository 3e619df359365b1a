package io.forebay.admin;

import io.forebay.admin.resource.AdminRequest;
import io.forebay.admin.resource.AdminResponse;
import io.forebay.admin.resource.AdminWorker;
import io.forebay.admin.stats.HaproxyCsv;
import io.forebay.admin.stats.StatisticsSource;
import io.forebay.config.AdminConfig;
import io.forebay.config.StatsPageConfig;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * {@code /stats;csv}: statistics as HAProxy tells them, for its scripts and exporters. Other words
 * of HAProxy behind the path, such as {@code ;norefresh}, change nothing.
 */
final class CsvEndpoint implements Endpoint {

  private static final String WORD = "csv";
  private static final String TYPE = "text/plain; charset=utf-8";

  private final StatisticsSource statistics;
  private final AdminWorker worker;

  CsvEndpoint(StatisticsSource statistics, AdminWorker worker) {
    this.statistics = statistics;
    this.worker = worker;
  }

  @Override
  public @Nullable String path(AdminConfig config) {
    StatsPageConfig page = config.stats();
    return page == null ? null : page.path() + ";" + WORD;
  }

  @Override
  public boolean isAt(String served, String path) {
    String page = served.substring(0, served.length() - WORD.length());
    return path.startsWith(page)
        && List.of(path.substring(page.length()).split(";")).contains(WORD);
  }

  @Override
  public boolean isGuarded() {
    return true;
  }

  @Override
  public CompletableFuture<AdminResponse> answer(AdminConfig config, AdminRequest request) {
    return worker.answer(this::render);
  }

  private AdminResponse render() {
    long uptime = TimeUnit.MILLISECONDS.toSeconds(ManagementFactory.getRuntimeMXBean().getUptime());
    String table = HaproxyCsv.of(statistics.take(), uptime);
    return new AdminResponse(200, TYPE, table.getBytes(StandardCharsets.UTF_8));
  }
}
