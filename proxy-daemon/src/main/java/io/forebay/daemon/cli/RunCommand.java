package io.forebay.daemon.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code forebay run}. */
@Command(name = "run", description = "Runs the daemon in the foreground.")
final class RunCommand implements Callable<Integer> {
  private final Actions actions;
  private final ConfigLocation location;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "Default: conf/forebay.yaml here, else /etc/forebay/forebay.yaml.")
  private @Nullable Path file;

  RunCommand(Actions actions, ConfigLocation location) {
    this.actions = actions;
    this.location = location;
  }

  @Override
  public Integer call() throws Exception {
    actions.run(file == null ? location.find() : file);
    return ExitCode.DONE;
  }
}
