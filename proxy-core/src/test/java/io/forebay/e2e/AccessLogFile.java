package io.forebay.e2e;

import static io.forebay.e2e.Setup.LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the tests of access logs share: a configuration, and the lines of a file. */
final class AccessLogFile {

  private AccessLogFile() {}

  /**
   * A configuration with the listener {@code web} and the server {@code s1} of {@code app}.
   *
   * @param log as a flow map
   * @param timeouts as a flow map
   * @param listener further lines of the listener
   */
  static String config(String log, String timeouts, String listener, int port) {
    return """
        global: {worker_threads: 2}
        defaults:
          timeouts: %s
          access_log: %s
        listeners:
          web:
            bind: "127.0.0.1:0"
            backend: app
        %s\
        backends:
          app:
            retry: {attempts: 0}
            servers: [{name: s1, address: "127.0.0.1:%d"}]
        """
        .formatted(timeouts, log, listener.indent(4), port);
  }

  /** None where there is no file yet. */
  static List<String> read(Path file) {
    try {
      return Files.exists(file) ? Files.readAllLines(file, StandardCharsets.ISO_8859_1) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for so many lines; fails if there are more. */
  static List<String> awaitLines(Path file, int count) {
    await("lines of the access log").atMost(LONG).until(() -> read(file).size() >= count);
    assertThat(read(file)).hasSize(count);
    return read(file);
  }
}
