package io.forebay.daemon;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import io.forebay.config.GlobalConfig;
import io.forebay.config.LogConfig;
import io.forebay.config.LogPath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.slf4j.LoggerFactory;

/**
 * Where the daemon's own messages go and which of them; opened, but in force only once it is used.
 *
 * <p>SLF4J has no level for notices: they are logged at its {@code INFO}, so {@code notice} and
 * {@code info} in the configuration write the same. Nothing is logged per request.
 */
final class Logging implements AutoCloseable {
  private static final String NAME = "log";

  private final LogConfig config;
  private final Appender<ILoggingEvent> appender;

  private Logging(LogConfig config, Appender<ILoggingEvent> appender) {
    this.config = config;
    this.appender = appender;
    appender.setContext(context());
    appender.setName(NAME);
    appender.start();
  }

  /** On standard error, until there is a configuration. */
  static Logging standard() {
    return new Logging(LogConfig.DEFAULT, console(LogConfig.DEFAULT));
  }

  /**
   * What {@code global} asks for.
   *
   * @throws IOException naming the target that cannot be opened, and the reason
   */
  static Logging open(GlobalConfig global) throws IOException {
    LogConfig config = global.log();
    return new Logging(
        config, LogPath.isStream(config.target()) ? console(config) : LogOutput.open(global));
  }

  /**
   * Replaces whatever was in force before, which is written to its end. What others log meanwhile
   * goes to one of the two. One thread at a time.
   */
  void use() {
    LoggerContext context = context();
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    if (root.getAppender(NAME) instanceof LogSwitch inForce) {
      inForce.to(appender);
    } else {
      context.reset();
      root.addAppender(switched());
    }
    // Libraries are of interest only when they complain.
    root.setLevel(config.level() == LogConfig.Level.ERROR ? Level.ERROR : Level.WARN);
    context.getLogger("io.forebay").setLevel(level(config.level()));
  }

  private LogSwitch switched() {
    LogSwitch made = new LogSwitch();
    made.setContext(context());
    made.setName(NAME);
    made.to(appender);
    made.start();
    return made;
  }

  /** Opens a file that is in force again: it may have been renamed. */
  static void reopen() throws IOException {
    if (context().getLogger(Logger.ROOT_LOGGER_NAME).getAppender(NAME) instanceof LogSwitch inForce
        && inForce.current() instanceof LogOutput output) {
      output.reopen();
    }
  }

  /** Writes what is in force to its end. */
  static void end() {
    context().stop();
  }

  /** Gives it up unused. */
  @Override
  public void close() {
    appender.stop();
  }

  private static LoggerContext context() {
    return (LoggerContext) LoggerFactory.getILoggerFactory();
  }

  private static ConsoleAppender<ILoggingEvent> console(LogConfig config) {
    LoggerContext context = context();
    LogLine layout = new LogLine(config.level() == LogConfig.Level.DEBUG);
    layout.setContext(context);
    layout.start();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setContext(context);
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.setLayout(layout);
    encoder.start();
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setTarget(config.target().equals(LogPath.STDOUT) ? "System.out" : "System.err");
    appender.setEncoder(encoder);
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
