package io.forebay.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.config.GlobalConfig;
import io.forebay.config.LogConfig;
import io.forebay.config.ProcessConfig;
import io.forebay.config.ShutdownConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The daemon's log when a reload opens it anew. */
class LoggingTest {
  private static final Logger LOG = LoggerFactory.getLogger(LoggingTest.class);
  private static final int SWITCHES = 100;

  @TempDir private Path folder;

  @AfterEach
  void standard() {
    Logging.standard().use();
  }

  private static GlobalConfig to(Path file) {
    LogConfig log = new LogConfig(LogConfig.Level.NOTICE, file.toString());
    return new GlobalConfig(1, 100, log, ShutdownConfig.DEFAULT, ProcessConfig.DEFAULT);
  }

  @Test
  void whatOthersLogMeanwhile_isNotLost() throws Exception {
    List<Path> files = List.of(folder.resolve("a.log"), folder.resolve("b.log"));
    Logging.open(to(files.get(0))).use();
    AtomicBoolean stopped = new AtomicBoolean();
    AtomicInteger logged = new AtomicInteger();
    Thread other =
        new Thread(
            () -> {
              while (!stopped.get()) {
                LOG.info("message {}.", logged.getAndIncrement());
              }
            });
    other.start();
    for (int i = 0; i < SWITCHES; i++) {
      Logging.open(to(files.get(i % 2))).use();
    }
    stopped.set(true);
    other.join();

    StringBuilder all = new StringBuilder();
    for (Path file : files) {
      all.append(Files.readString(file));
    }
    assertThat(missing(all.toString(), logged.get())).isEmpty();
  }

  private static List<Integer> missing(String text, int count) {
    boolean[] there = new boolean[count];
    text.lines()
        .map(line -> line.substring(line.lastIndexOf(' ') + 1, line.length() - 1))
        .forEach(number -> there[Integer.parseInt(number)] = true);
    List<Integer> missing = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (!there[i]) {
        missing.add(i);
      }
    }
    return missing;
  }
}
