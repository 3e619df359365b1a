package io.forebay.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.nio.channels.NotYetConnectedException;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class UnexpectedErrorsTest {

  private static int logged(Throwable... causes) {
    Logger logger = (Logger) LoggerFactory.getLogger(UnexpectedErrors.class);
    ListAppender<ILoggingEvent> appender = new ListAppender<>();
    appender.start();
    logger.addAppender(appender);
    try {
      for (Throwable cause : causes) {
        UnexpectedErrors.log("test", cause);
      }
    } finally {
      logger.detachAppender(appender);
    }
    return appender.list.size();
  }

  @Test
  void failuresOfConnections_areNotLogged() {
    assertThat(
            logged(
                new IOException("Connection reset by peer"),
                new NotYetConnectedException(),
                new DecoderException(new SSLException("bad record"))))
        .isZero();
  }

  @Test
  void mistakesOfOurOwn_areLogged() {
    assertThat(logged(new IllegalStateException("test"), new DecoderException("test")))
        .isEqualTo(2);
  }
}
