package io.forebay.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** Fails, when it is closed, if anything was logged as an error since it was made. */
final class LoggedErrors extends AppenderBase<ILoggingEvent> implements AutoCloseable {

  private final List<String> errors = new CopyOnWriteArrayList<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

  LoggedErrors() {
    start();
    logger.addAppender(this);
  }

  @Override
  protected void append(ILoggingEvent event) {
    if (event.getLevel().isGreaterOrEqual(Level.ERROR)) {
      IThrowableProxy cause = event.getThrowableProxy();
      StringBuilder text = new StringBuilder(event.getFormattedMessage());
      if (cause != null) {
        text.append(": ").append(cause.getClassName()).append(": ").append(cause.getMessage());
        for (int i = 0; i < Math.min(12, cause.getStackTraceElementProxyArray().length); i++) {
          text.append("\n  ").append(cause.getStackTraceElementProxyArray()[i]);
        }
      }
      errors.add(text.toString());
    }
  }

  /** What was logged as an error so far. */
  List<String> errors() {
    return errors;
  }

  @Override
  public void close() {
    logger.detachAppender(this);
    assertThat(errors).isEmpty();
  }
}
