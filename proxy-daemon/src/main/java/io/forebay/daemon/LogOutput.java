package io.forebay.daemon;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.forebay.config.GlobalConfig;
import io.forebay.config.LogConfig;
import io.forebay.config.SyslogAddress;
import io.forebay.log.LogSink;
import io.forebay.log.LogThread;
import io.forebay.log.Outage;
import io.forebay.log.Severity;
import io.forebay.log.SyslogHeader;
import io.forebay.util.Ticker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The daemon's own log in a file or sent as syslog. A file on a disk is written by whoever logs, so
 * that nothing is missing after a crash; for everything else there is a thread, and while it is far
 * behind messages are dropped. That messages are lost is told on standard error.
 */
final class LogOutput extends AppenderBase<ILoggingEvent> {
  private static final String MESSAGE_ID = "daemon";
  private static final int MAX_WAITING = 1000;

  private final LogSink sink;
  private final LogLine layout;
  private final @Nullable SyslogHeader header;
  private final @Nullable LogThread thread;
  private final Outage outage;
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicInteger dropped = new AtomicInteger();

  private LogOutput(GlobalConfig global) {
    LogConfig config = global.log();
    String target = config.target();
    String node = global.process().node();
    this.sink = LogSink.of(target, new LongAdder());
    this.layout = new LogLine(config.level() == LogConfig.Level.DEBUG);
    this.header =
        SyslogAddress.isMeant(target)
            ? new SyslogHeader(SyslogAddress.parse(target), node, MESSAGE_ID)
            : null;
    this.thread = LogSink.isQuick(target) ? null : new LogThread("forebay-log");
    this.outage = new Outage("log " + target, Ticker.system(), LogOutput::tell, LogOutput::tell);
  }

  /**
   * Opens where {@code global} says the log goes.
   *
   * @throws IOException naming it and the reason
   */
  static LogOutput open(GlobalConfig global) throws IOException {
    LogOutput output = new LogOutput(global);
    output.reopen();
    return output;
  }

  private static void tell(String message) {
    System.err.println("forebay: " + message);
  }

  /** Opens it again: a file may have been renamed. */
  void reopen() throws IOException {
    try {
      sink.open();
    } catch (IOException e) {
      throw new IOException("log " + e.getMessage(), e);
    }
  }

  @Override
  protected void append(ILoggingEvent event) {
    byte[] lines = lines(event).getBytes(StandardCharsets.UTF_8);
    if (thread == null) {
      write(lines);
    } else if (waiting.get() >= MAX_WAITING) {
      dropped.incrementAndGet();
    } else {
      waiting.incrementAndGet();
      thread.execute(
          () -> {
            write(lines);
            waiting.decrementAndGet();
          });
    }
  }

  private String lines(ILoggingEvent event) {
    return header == null ? layout.doLayout(event) : syslog(event, header);
  }

  /** One message for each line: a stack trace has many. */
  private String syslog(ILoggingEvent event, SyslogHeader front) {
    String start =
        ascii(front.beforeTime(severity(event.getLevel())))
            + layout.time(event)
            + ascii(front.afterTime());
    StringBuilder lines = new StringBuilder();
    layout.text(event).lines().forEach(line -> lines.append(start).append(line).append('\n'));
    return lines.toString();
  }

  private static String ascii(byte[] bytes) {
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  private static Severity severity(Level level) {
    return switch (level.toInt()) {
      case Level.ERROR_INT -> Severity.ERROR;
      case Level.WARN_INT -> Severity.WARNING;
      case Level.INFO_INT -> Severity.NOTICE;
      default -> Severity.DEBUG;
    };
  }

  private void write(byte[] lines) {
    int lost = sink.write(lines, lines.length) + dropped.getAndSet(0);
    outage.after(lost, sink.trouble());
  }

  /** Writes what waits, within bounded time, and closes. */
  @Override
  public void stop() {
    super.stop();
    if (thread == null) {
      sink.close();
    } else {
      thread.execute(sink::close);
      thread.stop(LogThread.stopDeadline());
    }
  }
}
