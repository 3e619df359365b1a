package io.forebay.daemon;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import io.forebay.config.LogConfig;
import java.nio.charset.StandardCharsets;
import org.slf4j.LoggerFactory;

/**
 * Sets up where the daemon's own messages go and which of them.
 *
 * <p>SLF4J has no level for notices: they are logged at its {@code INFO}, so {@code notice} and
 * {@code info} in the configuration write the same. Nothing is logged per request.
 */
final class Logging {

  private Logging() {}

  /** Replaces whatever was set up before. One thread at a time. */
  static void configure(LogConfig config) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.addAppender(appender(context, config));
    // Libraries are of interest only when they complain.
    root.setLevel(config.level() == LogConfig.Level.ERROR ? Level.ERROR : Level.WARN);
    context.getLogger("io.forebay").setLevel(level(config.level()));
  }

  private static ConsoleAppender<ILoggingEvent> appender(LoggerContext context, LogConfig config) {
    LogLine layout = new LogLine(config.level() == LogConfig.Level.DEBUG);
    layout.setContext(context);
    layout.start();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setContext(context);
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.setLayout(layout);
    encoder.start();
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(context);
    appender.setTarget(config.target() == LogConfig.Target.STDOUT ? "System.out" : "System.err");
    appender.setEncoder(encoder);
    appender.start();
    return appender;
  }

  private static Level level(LogConfig.Level level) {
    return switch (level) {
      case ERROR -> Level.ERROR;
      case WARNING -> Level.WARN;
      case NOTICE, INFO -> Level.INFO;
      case DEBUG -> Level.DEBUG;
    };
  }
}
