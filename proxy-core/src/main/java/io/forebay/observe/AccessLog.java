package io.forebay.observe;

import io.forebay.config.AccessLogConfig;
import io.forebay.config.SyslogAddress;
import io.forebay.exchange.Exchange;
import io.forebay.exchange.RequestLog;
import io.forebay.http.Worker;
import io.forebay.log.Severity;
import io.forebay.log.SyslogHeader;
import io.forebay.util.TimeText;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** One {@code access_log} of the configuration. Immutable; shared by all event loops. */
final class AccessLog implements RequestLog {
  private static final String MESSAGE_ID = "access";

  private final @Nullable SyslogHeader header;
  private final LogLine line;
  private final LogTarget target;
  private final int bufferBytes;
  private final long flushNanos;
  private final boolean skipsEmptyConnections;
  private final double sample;

  /**
   * @param node the name of this instance; null for the host's
   */
  AccessLog(AccessLogConfig config, @Nullable String node, LogTarget target) {
    this.header =
        SyslogAddress.isMeant(config.path())
            ? new SyslogHeader(SyslogAddress.parse(config.path()), node, MESSAGE_ID)
            : null;
    this.line = new LogLine(config.format());
    this.target = target;
    this.bufferBytes = config.bufferBytes();
    this.flushNanos = config.flush().toNanos();
    this.skipsEmptyConnections = config.skipEmptyConnections();
    this.sample = config.sample();
  }

  @Override
  public void write(Exchange exchange, Worker worker) {
    if (sample == AccessLogConfig.EVERY || hasFailed(exchange) || isSampled()) {
      target.loop(worker.index()).write(this, exchange);
    }
  }

  private static boolean hasFailed(Exchange exchange) {
    return exchange.error() != null || exchange.status() >= 500;
  }

  /** By chance: every tenth in turn could be the same health check each time. */
  private boolean isSampled() {
    return ThreadLocalRandom.current().nextDouble() < sample;
  }

  @Override
  public boolean skipsEmptyConnections() {
    return skipsEmptyConnections;
  }

  /** Adds the line of {@code exchange}, which ends now. */
  void put(LogBuffer out, Exchange exchange, long nowNanos, TimeText time) {
    if (header != null) {
      out.put(header.beforeTime(Severity.INFO));
      time.putUtc(out);
      out.put(header.afterTime());
    }
    line.put(out, exchange, nowNanos, time);
  }

  /** Lines are handed over once they are this many bytes. */
  int bufferBytes() {
    return bufferBytes;
  }

  /** Or once the first of them has waited this long. */
  long flushNanos() {
    return flushNanos;
  }
}
