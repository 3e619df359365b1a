package io.forebay.daemon.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code forebay server}, which needs a command of its own. */
@Command(
    name = "server",
    description = "Adds servers to backends of a running daemon, or removes them.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "Example: forebay server add app 10.0.1.12:8080"})
final class ServerGroup implements Callable<Integer> {

  @Spec private CommandSpec spec;

  private ServerGroup() {}

  static CommandLine create(Surroundings surroundings) {
    return new CommandLine(new ServerGroup())
        .addSubcommand(new ServerAddCommand(surroundings))
        .addSubcommand(new ServerRemoveCommand(surroundings));
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.USAGE_OR_CONFIG;
  }
}
