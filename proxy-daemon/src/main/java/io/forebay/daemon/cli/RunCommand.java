package io.forebay.daemon.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code forebay run}. */
@Command(
    name = "run",
    description = "Runs the daemon in the foreground.",
    footer = {"", "Example: forebay run -c forebay.yaml"})
final class RunCommand implements Callable<Integer> {
  private final Actions actions;
  private final ConfigLocation location;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "Default: conf/forebay.yaml here, else /etc/forebay/forebay.yaml.")
  private @Nullable Path file;

  @Option(
      names = "--upgrade",
      arity = "0..1",
      fallbackValue = "",
      paramLabel = "SOCKET",
      description = {
        "Take over from the running daemon: its addresses, and whoever waits to be accepted.",
        "Default: global.upgrade_socket of the file."
      })
  private @Nullable String upgrade;

  RunCommand(Actions actions, ConfigLocation location) {
    this.actions = actions;
    this.location = location;
  }

  @Override
  public Integer call() throws Exception {
    Path configuration = file == null ? location.find() : file;
    if (upgrade == null) {
      actions.run(configuration);
    } else {
      actions.takeOver(configuration, upgrade.isEmpty() ? null : Path.of(upgrade));
    }
    return ExitCode.DONE;
  }
}
