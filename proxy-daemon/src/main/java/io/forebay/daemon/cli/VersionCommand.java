package io.forebay.daemon.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code forebay version}. */
@Command(
    name = "version",
    description = "Shows the version, transport, TLS provider and JDK.",
    footer = {"", "Example: forebay version"})
final class VersionCommand implements Callable<Integer> {
  private final Actions actions;

  @Spec private CommandSpec spec;

  VersionCommand(Actions actions) {
    this.actions = actions;
  }

  @Override
  public Integer call() {
    actions.version().forEach(spec.commandLine().getOut()::println);
    return ExitCode.DONE;
  }
}
