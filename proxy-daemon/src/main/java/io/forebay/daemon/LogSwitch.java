package io.forebay.daemon;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import org.jspecify.annotations.Nullable;

/**
 * Stands in front of wherever messages go now, so that none is lost while a reload changes that.
 * Any thread.
 */
final class LogSwitch extends AppenderBase<ILoggingEvent> {
  private @Nullable Appender<ILoggingEvent> current;

  /** Called under the lock that {@link #change} takes. */
  @Override
  protected void append(ILoggingEvent event) {
    if (current != null) {
      current.doAppend(event);
    }
  }

  /** From now on to {@code next}; what it was before is written to its end, without the lock. */
  void to(Appender<ILoggingEvent> next) {
    Appender<ILoggingEvent> before = change(next);
    if (before != null) {
      before.stop();
    }
  }

  private synchronized @Nullable Appender<ILoggingEvent> change(
      @Nullable Appender<ILoggingEvent> next) {
    Appender<ILoggingEvent> before = current;
    current = next;
    return before;
  }

  synchronized @Nullable Appender<ILoggingEvent> current() {
    return current;
  }

  @Override
  public void stop() {
    super.stop();
    Appender<ILoggingEvent> last = change(null);
    if (last != null) {
      last.stop();
    }
  }
}
