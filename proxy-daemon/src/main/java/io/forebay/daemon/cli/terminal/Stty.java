package io.forebay.daemon.cli.terminal;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The program {@code stty}, by which POSIX sets terminals. */
final class Stty {

  private static final File TERMINAL = new File("/dev/tty");

  /** Of a terminal, in characters. */
  record Size(int rows, int columns) {

    private static final Size USUAL = new Size(24, 80);

    static Size parse(String text) {
      // Terminals that do not know say 0.
      return text.matches("[1-9][0-9]{0,4} [1-9][0-9]{0,4}")
          ? new Size(
              Integer.parseInt(text.substring(0, text.indexOf(' '))),
              Integer.parseInt(text.substring(text.indexOf(' ') + 1)))
          : USUAL;
    }
  }

  Size size() throws IOException {
    return Size.parse(run("size"));
  }

  /** All settings in a form that {@link #set} takes. */
  String settings() throws IOException {
    return run("-g");
  }

  void set(String... settings) throws IOException {
    run(settings);
  }

  private static String run(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("stty"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).redirectInput(TERMINAL).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() == 0) {
        return said.strip();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new IOException("stty: " + said.strip());
  }
}
