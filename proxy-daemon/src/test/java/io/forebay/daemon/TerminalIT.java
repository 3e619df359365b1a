package io.forebay.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.testkit.OriginScript;
import io.forebay.testkit.Program;
import io.forebay.testkit.ScriptedOrigin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands in front of which somebody sits. */
class TerminalIT {
  private static final String TAKEN = "\u001b[?1049h";
  private static final String GIVEN_BACK = "\u001b[?25h\u001b[?1049l";

  @TempDir private Path folder;

  /** {@code forebay ARGUMENTS} as a line of a shell. */
  private static String line(DaemonProcess daemon, String... arguments) {
    String command =
        DaemonProcess.command(arguments).stream()
            .map(it -> "'" + it + "'")
            .collect(Collectors.joining(" "));
    // Whoever starts the tests in the background has it ignored.
    return "env --default-signal=INT "
        + command
        + " --admin http://127.0.0.1:"
        + daemon.adminPort();
  }

  /** By q, by Ctrl-C, and by the end of the input. */
  @ParameterizedTest
  @CsvSource({"q, 0", "^C, 130", "^D, 0"})
  void top_givesTheTerminalBackAsItWas(String key, int code) throws InterruptedException {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        DaemonProcess daemon = DaemonProcess.run(ConfigFile.write(folder, origin))) {
      String top = line(daemon, "top", "--interval", "200ms");
      String settings = "echo \"settings $(stty -g)\"";
      // A shell that gets the signal, too, would not come to its second line.
      String shell = "trap : INT; stty rows 7 columns 40; %s; %s; echo code $?; %s";
      try (PseudoTerminal terminal =
          PseudoTerminal.start(shell.formatted(settings, top, settings))) {
        terminal.awaitText("q quit");
        terminal.type(key.replace("^C", "\u0003").replace("^D", "\u0004"));
        assertThat(terminal.awaitExit()).as("%s", terminal.shown()).isZero();
        assertThat(terminal.shown()).containsOnlyOnce(TAKEN).containsOnlyOnce(GIVEN_BACK);
        List<String> before =
            terminal.shown().lines().filter(it -> it.startsWith("settings ")).toList();
        assertThat(before).hasSize(2);
        assertThat(before.get(1)).isEqualTo(before.get(0));
        assertThat(terminal.shown()).contains("code " + code + "\r\n");
      }
    }
  }

  @Test
  void top_followsTheSizeOfTheTerminal() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        DaemonProcess daemon = DaemonProcess.run(ConfigFile.write(folder, origin))) {
      String top = line(daemon, "top", "--interval", "200ms");
      Path device = folder.resolve("device");
      String shell = "stty rows 24 columns 9; tty >" + device + "; " + top;
      try (PseudoTerminal terminal = PseudoTerminal.start(shell)) {
        terminal.awaitText("BACKEND/S\u001b[0m");
        Program.run("stty", "-F", Files.readString(device).strip(), "columns", "100");
        terminal.awaitText("BACKEND/SERVER  STATE");
        terminal.type("q");
        assertThat(terminal.awaitExit()).isZero();
      }
    }
  }

  @Test
  void password_isAskedForAndNotShown() throws InterruptedException {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        DaemonProcess daemon = DaemonProcess.run(ConfigFile.write(folder, origin));
        PseudoTerminal terminal = PseudoTerminal.start(line(daemon, "status", "--user", "alice"))) {
      terminal.awaitText("Password of alice: ");
      terminal.type("verysecret\n");
      terminal.awaitExit();
      assertThat(terminal.shown()).doesNotContain("verysecret");
    }
  }

  @Test
  void allOfABackend_afterAYes() throws InterruptedException {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        DaemonProcess daemon = DaemonProcess.run(ConfigFile.write(folder, origin))) {
      for (String answer : List.of("n", "y")) {
        try (PseudoTerminal terminal = PseudoTerminal.start(line(daemon, "maint", "app/*"))) {
          terminal.awaitText("maint app/*: 1 servers. Go on? [y/N] ");
          terminal.type(answer + "\n");
          assertThat(terminal.awaitExit()).isEqualTo(answer.equals("y") ? 0 : 2);
          assertThat(terminal.shown()).contains(answer.equals("y") ? ": maint, " : "nothing has");
        }
      }
    }
  }
}
