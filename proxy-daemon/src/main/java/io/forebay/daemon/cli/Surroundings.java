package io.forebay.daemon.cli;

import io.forebay.daemon.cli.terminal.SystemTerminal;
import io.forebay.daemon.cli.terminal.Terminal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a command finds around it.
 *
 * @param environment the variables
 */
record Surroundings(Map<String, String> environment, Terminal terminal) {

  static Surroundings ofProcess() {
    return new Surroundings(System.getenv(), new SystemTerminal());
  }

  /** A variable that is set to something; null otherwise. */
  @Nullable String variable(String name) {
    String value = environment.get(name);
    return value == null || value.isEmpty() ? null : value;
  }
}
