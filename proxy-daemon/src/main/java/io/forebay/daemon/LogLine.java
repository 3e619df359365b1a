package io.forebay.daemon;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/**
 * One event on one line: {@code 2026-11-21T10:15:30.123+01:00 notice ready}. Line breaks inside a
 * message are escaped, so that nobody can write lines of their own into the log.
 */
final class LogLine extends LayoutBase<ILoggingEvent> {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX").withZone(ZoneId.systemDefault());

  private final boolean stackTraces;

  /**
   * @param stackTraces whether those follow, on lines of their own
   */
  LogLine(boolean stackTraces) {
    this.stackTraces = stackTraces;
  }

  @Override
  public String doLayout(ILoggingEvent event) {
    return time(event) + ' ' + word(event.getLevel()) + ' ' + text(event);
  }

  /** When it happened. */
  String time(ILoggingEvent event) {
    return TIME.format(Instant.ofEpochMilli(event.getTimeStamp()));
  }

  /** Everything behind time and level, with the end of the line. */
  String text(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(160);
    appendEscaped(line, event.getFormattedMessage());
    IThrowableProxy thrown = event.getThrowableProxy();
    if (thrown != null) {
      line.append(": ");
      appendEscaped(line, thrown.getClassName() + ": " + thrown.getMessage());
    }
    line.append('\n');
    if (thrown != null && stackTraces) {
      line.append(ThrowableProxyUtil.asString(thrown));
    }
    return line.toString();
  }

  private static String word(Level level) {
    return switch (level.toInt()) {
      case Level.ERROR_INT -> "error";
      case Level.WARN_INT -> "warning";
      case Level.INFO_INT -> "notice";
      default -> "debug";
    };
  }

  private static void appendEscaped(StringBuilder line, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        line.append("\\n");
      } else if (c == '\t' || !Character.isISOControl(c)) {
        line.append(c);
      } else {
        line.append(String.format("\\u%04x", (int) c));
      }
    }
  }
}
