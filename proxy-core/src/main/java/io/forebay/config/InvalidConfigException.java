package io.forebay.config;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration was refused. The message lists every problem, one a line. */
public final class InvalidConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<ConfigProblem> problems;

  /**
   * @param problems at least one, ordered by line
   */
  public InvalidConfigException(List<ConfigProblem> problems) {
    super(problems.stream().map(ConfigProblem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
    Checks.require(!problems.isEmpty(), "problems", problems, "at least one");
  }

  public List<ConfigProblem> problems() {
    return problems;
  }
}
