package io.forebay.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** Commands of operators, each as a process of its own. */
final class OperatorCommand {

  private OperatorCommand() {}

  /** Starts one at {@code daemon}. */
  static DaemonProcess start(DaemonProcess daemon, String... arguments) {
    String url = "http://127.0.0.1:" + daemon.adminPort();
    return DaemonProcess.startWith("FOREBAY_ADMIN", url, arguments);
  }

  /** Runs one that has to end with {@code code}; what it writes. */
  static List<String> run(DaemonProcess daemon, int code, String... arguments) {
    try (DaemonProcess command = start(daemon, arguments)) {
      assertThat(command.awaitExit())
          .as("%s: %s", String.join(" ", arguments), command.lines())
          .isEqualTo(code);
      return command.lines();
    }
  }
}
