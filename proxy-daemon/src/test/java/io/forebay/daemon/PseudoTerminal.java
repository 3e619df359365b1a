package io.forebay.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A shell command at a terminal of its own, by {@code script} of util-linux. */
final class PseudoTerminal implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final Process process;
  private final StringBuffer shown = new StringBuffer();
  private final Thread reader;

  private PseudoTerminal(Process process) {
    this.process = process;
    this.reader = new Thread(this::read, "pseudo-terminal");
    reader.setDaemon(true);
    reader.start();
  }

  /** Skips the test where there is no such program. */
  static PseudoTerminal start(String command) {
    assumeThat(Files.isExecutable(Path.of("/usr/bin/script"))).as("script is there").isTrue();
    ProcessBuilder builder =
        new ProcessBuilder("script", "-q", "-e", "-c", command, "/dev/null")
            .redirectErrorStream(true);
    builder.environment().put("TERM", "xterm");
    builder.environment().put("SHELL", "/bin/sh");
    try {
      return new PseudoTerminal(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read() {
    try (InputStream in = process.getInputStream()) {
      byte[] buffer = new byte[4096];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        shown.append(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
      }
    } catch (IOException e) {
      shown.append("reading failed: ").append(e);
    }
  }

  void type(String text) {
    try {
      process.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      process.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void awaitText(String text) {
    await("\"" + text + "\" on the terminal").atMost(TIMEOUT).until(() -> shown().contains(text));
  }

  /** Everything that has been sent to the terminal. */
  String shown() {
    return shown.toString();
  }

  int awaitExit() throws InterruptedException {
    assertThat(process.waitFor(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS))
        .as("%s", shown())
        .isTrue();
    reader.join(TIMEOUT.toMillis());
    return process.exitValue();
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
