package io.forebay.daemon.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code forebay upgrade}. */
@Command(
    name = "upgrade",
    description = {
      "Puts a daemon of this version in the place of the running one, which starts it.",
      "Nobody is refused meanwhile; if anything fails, the running one goes on."
    },
    footer = {"", "Example: /opt/forebay-0.2/bin/forebay upgrade -c /etc/forebay/forebay.yaml"})
final class UpgradeCommand implements Callable<Integer> {
  private final Actions actions;
  private final ConfigLocation location;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "What the daemon runs with. Default: as for run.")
  private @Nullable Path file;

  @Spec private CommandSpec spec;

  UpgradeCommand(Actions actions, ConfigLocation location) {
    this.actions = actions;
    this.location = location;
  }

  @Override
  public Integer call() throws Exception {
    long successor = actions.upgrade(file == null ? location.find() : file);
    spec.commandLine().getOut().println("upgraded: process " + successor + " serves");
    return ExitCode.DONE;
  }
}
