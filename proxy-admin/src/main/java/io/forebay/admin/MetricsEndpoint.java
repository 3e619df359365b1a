package io.forebay.admin;

import io.forebay.admin.resource.About;
import io.forebay.admin.resource.AdminRequest;
import io.forebay.admin.resource.AdminResponse;
import io.forebay.admin.resource.AdminWorker;
import io.forebay.config.AdminConfig;
import io.forebay.config.AdminConfig.Serve;
import io.forebay.runtime.ProxyStatus;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * All metrics in the format that the scraper asks for. Rendered on a thread of its own, one scrape
 * after the other: with many servers it takes milliseconds, which no probe of {@code /health} shall
 * wait for.
 */
final class MetricsEndpoint implements Endpoint, AutoCloseable {

  private static final int INITIAL_BYTES = 32 * 1024;
  private static final int SPARE_BYTES = 4 * 1024;
  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
  private static final String OPEN_METRICS_TYPE = "application/openmetrics-text";
  private static final String OPEN_METRICS = OPEN_METRICS_TYPE + "; version=1.0.0; charset=utf-8";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics gc = new JvmGcMetrics();
  private final AdminWorker worker = new AdminWorker("admin-metrics");

  /** As large as the last scrape and a little more, so that it need not grow. The worker only. */
  private int bufferBytes = INITIAL_BYTES;

  MetricsEndpoint(ProxyStatus status, About about) {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    gc.bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    registry.getPrometheusRegistry().register(new ProxyCollector(status, about));
  }

  @Override
  public @Nullable String path(AdminConfig config) {
    return config.serve().contains(Serve.METRICS) ? "/metrics" : null;
  }

  @Override
  public CompletableFuture<AdminResponse> answer(AdminConfig config, AdminRequest request) {
    return render(request.headers().get(HttpHeaderNames.ACCEPT));
  }

  /** Fails if the endpoint is closed or overrun. */
  CompletableFuture<AdminResponse> render(@Nullable String accept) {
    return worker.answer(() -> scrape(accept));
  }

  /** Null or anything unknown gets the older text format, as every scraper reads it. */
  private AdminResponse scrape(@Nullable String accept) {
    boolean open = accept != null && accept.toLowerCase(Locale.ROOT).contains(OPEN_METRICS_TYPE);
    String format = open ? OPEN_METRICS : TEXT;
    ByteArrayOutputStream out = new ByteArrayOutputStream(bufferBytes);
    try {
      registry.scrape(out, format);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    bufferBytes = out.size() + SPARE_BYTES;
    return new AdminResponse(200, format, out.toByteArray());
  }

  @Override
  public void close() {
    worker.close();
    gc.close();
    registry.close();
  }
}
