package io.forebay.runtime;

import io.forebay.config.AccessLogConfig;
import io.forebay.config.BackendConfig;
import io.forebay.config.BufferingConfig;
import io.forebay.config.OverridesConfig;
import io.forebay.config.QueueConfig;
import io.forebay.config.RetryConfig;
import io.forebay.config.TimeoutsConfig;
import io.forebay.exchange.ErrorPageCompiler;
import io.forebay.exchange.RetryBudget;
import io.forebay.exchange.RetryPolicy;
import io.forebay.exchange.RouteSettings;
import io.forebay.observe.AccessLogs;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Works out the settings of routes: what a route says goes before what its backend says. Life-cycle
 * thread only.
 */
final class RouteSettingsCompiler {

  private final AccessLogs.Use logs;
  private final RetryBudgets budgets;
  private final ErrorPageCompiler pages;

  /**
   * @param node what this instance is called; null for nothing
   */
  RouteSettingsCompiler(RetryBudgets budgets, AccessLogs.Use logs, @Nullable String node) {
    this.pages = new ErrorPageCompiler(node);
    this.budgets = budgets;
    this.logs = logs;
  }

  RouteSettings compile(OverridesConfig overrides, @Nullable BackendConfig backend) {
    TimeoutsConfig base = backend == null ? TimeoutsConfig.DEFAULT : backend.timeouts();
    TimeoutsConfig timeouts = overrides.timeouts().over(base);
    AccessLogConfig log = overrides.accessLog().config();
    BufferingConfig buffering = overrides.policy().buffering();
    Long body = overrides.maxRequestBody();
    return new RouteSettings(
        body == null ? OverridesConfig.UNLIMITED : body,
        millis(timeouts.connect()),
        timeouts.server().toNanos(),
        timeouts.tunnel().toNanos(),
        timeouts.total().toNanos(),
        timeouts.perTry().toNanos(),
        queue(overrides, backend, timeouts).toNanos(),
        buffering == null ? 0 : buffering.requestBytes(),
        buffering == null ? 0 : buffering.responseBytes(),
        backend == null ? null : retry(overrides, backend),
        log == null ? null : logs.log(log),
        pages.compile(overrides.errorPages()));
  }

  private static Duration queue(
      OverridesConfig overrides, @Nullable BackendConfig backend, TimeoutsConfig timeouts) {
    Duration own = overrides.timeouts().queue();
    QueueConfig queue = backend == null ? QueueConfig.DEFAULT : backend.queue();
    return own == null ? queue.timeout(timeouts) : own;
  }

  private RetryPolicy retry(OverridesConfig overrides, BackendConfig backend) {
    RetryConfig retry = overrides.retry().over(backend.retry());
    RetryBudget budget = budgets.of(backend.name(), retry.budgetPercent());
    return new RetryPolicy(retry, budget);
  }

  private static int millis(Duration duration) {
    return (int) Math.max(1, Math.min(duration.toMillis(), Integer.MAX_VALUE));
  }
}
