package io.forebay.daemon.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code forebay rehearse}, which the launcher starts to make an archive of classes. */
@Command(
    name = "rehearse",
    hidden = true,
    description = "Starts, serves a few requests to itself and stops.")
final class RehearseCommand implements Callable<Integer> {
  private final Actions actions;

  RehearseCommand(Actions actions) {
    this.actions = actions;
  }

  @Override
  public Integer call() throws Exception {
    actions.rehearse();
    return ExitCode.DONE;
  }
}
