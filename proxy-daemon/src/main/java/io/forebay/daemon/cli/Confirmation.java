package io.forebay.daemon.cli;

import io.forebay.daemon.cli.terminal.Terminal;
import io.forebay.daemon.cli.terminal.TerminalText;

/** Asks before something that is hard to take back. */
final class Confirmation {

  private Confirmation() {}

  /**
   * Fails unless somebody agrees.
   *
   * @param what is about to happen
   */
  static void require(Terminal terminal, String what) throws UsageException {
    if (!terminal.isInteractive()) {
      throw new UsageException(what + " (expected: --yes where nobody can be asked)");
    }
    String answer = terminal.ask(TerminalText.safe(what) + ". Go on? [y/N] ");
    if (answer == null || !answer.strip().matches("(?i)y|yes")) {
      throw new UsageException("nothing has changed");
    }
  }
}
