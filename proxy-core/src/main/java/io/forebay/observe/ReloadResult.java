package io.forebay.observe;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How a reload went. One that failed has changed nothing.
 *
 * @param trigger who asked for it, such as {@code SIGHUP}, {@code file} or {@code admin}
 * @param at when it began
 * @param duration how long it took, from reading the file to the change
 * @param problems why it failed: {@code FILE:LINE:COLUMN: message} each, or what the system said;
 *     empty if it did not
 * @param changes what is different now, a line each; empty if it failed or nothing is
 * @param generation number of the configuration in force: 1 for that of the start
 * @param configHash of the configuration in force and the files that it includes
 */
public record ReloadResult(
    String trigger,
    Instant at,
    Duration duration,
    List<String> problems,
    List<String> changes,
    long generation,
    String configHash) {
  public ReloadResult {
    problems = List.copyOf(problems);
    changes = List.copyOf(changes);
  }

  /** Whether what was read is in force. */
  public boolean successful() {
    return problems.isEmpty();
  }

  /** In one line, such as {@code reloaded by SIGHUP, generation 2: backend app: balance}. */
  public String summary() {
    if (successful()) {
      String what = changes.isEmpty() ? "nothing changed" : String.join("; ", changes);
      return "reloaded by " + trigger + ", generation " + generation + ": " + what;
    }
    String more = problems.size() == 1 ? "" : " (and " + (problems.size() - 1) + " more)";
    return "reload by " + trigger + " failed, nothing has changed: " + problems.get(0) + more;
  }
}
