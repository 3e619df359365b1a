package io.forebay.bench.failover;

import java.io.IOException;

/** Signals to processes, by {@code kill}. */
final class Signals {

  private Signals() {}

  /** Sends a signal, such as {@code HUP}, and waits until it has been sent. */
  static void send(String name, ProcessHandle process) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }
}
