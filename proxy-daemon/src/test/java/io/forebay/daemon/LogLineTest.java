package io.forebay.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogLineTest {

  private static String line(boolean stackTraces, Level level, String message, Throwable thrown) {
    LoggingEvent event =
        new LoggingEvent(
            LogLineTest.class.getName(),
            new LoggerContext().getLogger("io.forebay"),
            level,
            message,
            thrown,
            null);
    return new LogLine(stackTraces).doLayout(event);
  }

  @ParameterizedTest
  @CsvSource({"ERROR,error", "WARN,warning", "INFO,notice", "DEBUG,debug"})
  void level_inWordsOfTheConfiguration(String level, String word) {
    assertThat(line(false, Level.valueOf(level), "done", null))
        .matches(
            "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}(Z|[-+]\\d\\d:\\d\\d) "
                + word
                + " done\n");
  }

  @Test
  void lineBreakInMessage_escaped() {
    assertThat(line(false, Level.INFO, "a\nb\rc\u001b[31m", null))
        .endsWith(" notice a\\nb\\u000dc\\u001b[31m\n")
        .hasLineCount(1);
  }

  @Test
  void exception_onTheSameLine() {
    assertThat(line(false, Level.ERROR, "failed", new IllegalStateException("why\nnot")))
        .endsWith(" error failed: java.lang.IllegalStateException: why\\nnot\n")
        .hasLineCount(1);
  }

  @Test
  void exceptionWithStackTraces_followedByStack() {
    assertThat(line(true, Level.ERROR, "failed", new IllegalStateException("why")))
        .contains("\tat " + LogLineTest.class.getName());
  }
}
