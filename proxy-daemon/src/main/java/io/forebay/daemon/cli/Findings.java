package io.forebay.daemon.cli;

import java.util.List;

/**
 * What files hold that a configuration names, each thing in one line that begins with the keys that
 * name it.
 *
 * @param problems with which it does not start
 * @param warnings what it leaves out, or should not be left as it is
 */
public record Findings(List<String> problems, List<String> warnings) {
  public Findings {
    problems = List.copyOf(problems);
    warnings = List.copyOf(warnings);
  }
}
