package io.forebay.daemon.cli;

import io.forebay.config.yaml.Durations;
import io.forebay.daemon.cli.terminal.TerminalText;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code forebay server remove}. */
@Command(
    name = "remove",
    description = "Drains a server and takes it out of its backend.",
    footer = {"", "Example: forebay server remove app/four --wait"})
final class ServerRemoveCommand implements Callable<Integer> {

  private static final int ACCEPTED = 202;
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

  @Mixin private final AdminOptions admin;

  @Parameters(index = "0", paramLabel = "BACKEND/SERVER", description = "Which server.")
  private String server;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      description = "What is in flight may go on for so long. Default: drain_timeout.")
  private @Nullable String timeout;

  @Option(names = "--force", description = "Cut what is in flight with it.")
  private boolean force;

  @Option(names = "--wait", description = "Return when it is gone.")
  private boolean wait;

  @Spec private CommandSpec spec;

  ServerRemoveCommand(Surroundings surroundings) {
    this.admin = new AdminOptions(surroundings);
  }

  @Override
  public Integer call() throws Exception {
    ServerName name = ServerName.parse(server);
    AdminClient.Answer answer = admin.ask("DELETE", name.path() + query(), "", limit());
    if (!answer.isDone()) {
      throw AdminOptions.refused(answer);
    }
    String told =
        answer.status() == ACCEPTED
            ? "leaves, " + ServerText.rest(JsonValue.parse(answer.body()))
            : "removed";
    spec.commandLine().getOut().println(TerminalText.safe(server) + ": " + told);
    return ExitCode.DONE;
  }

  private String query() {
    StringBuilder query = new StringBuilder();
    if (timeout != null) {
      query.append("&timeout=").append(AdminRequest.encoded(timeout));
    }
    if (force) {
      query.append("&force=true");
    }
    if (wait) {
      query.append("&wait=drained");
    }
    return query.length() == 0 ? "" : "?" + query.substring(1);
  }

  private Duration limit() throws UsageException {
    if (!wait) {
      return Duration.ZERO;
    }
    try {
      return timeout == null ? LONGEST_WAIT : Durations.of(timeout);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--timeout: " + e.getMessage());
    }
  }
}
