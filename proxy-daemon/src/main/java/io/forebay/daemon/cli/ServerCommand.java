package io.forebay.daemon.cli;

import io.forebay.daemon.cli.terminal.TerminalText;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * A command that changes what is wanted of servers, and tells what has come of it. What cannot be
 * done with one of them is told, and the others are changed all the same.
 */
abstract class ServerCommand implements Callable<Integer> {

  @Mixin private final AdminOptions admin;

  @Option(names = "--json", description = "Write each server as the admin API tells it.")
  private boolean json;

  @Option(
      names = {"-y", "--yes"},
      description = "Do not ask before all servers of a backend are changed.")
  private boolean yes;

  @Spec private CommandSpec spec;

  ServerCommand(Surroundings surroundings) {
    this.admin = new AdminOptions(surroundings);
  }

  /** {@code BACKEND/SERVER}, or with {@code *} for all of the backend. */
  abstract List<String> servers();

  /** The body of the request. */
  abstract String change() throws UsageException;

  /** Whether it may take requests from a server, so that one asks before all lose them. */
  boolean takesOut() {
    return true;
  }

  /** How long to wait at most for what the command is to bring about; null for not at all. */
  @Nullable Duration patience() throws UsageException {
    return null;
  }

  /** Waits for that. */
  AdminClient.Answer awaited(ServerWait wait, ServerName server) throws Exception {
    return wait.drained(server);
  }

  @Override
  public final Integer call() throws Exception {
    String change = change();
    Duration patience = patience();
    List<ServerName> chosen = new ServerChoice(admin).of(servers());
    requireConsent(chosen.size());
    Progress progress = new Progress();
    for (ServerName it : chosen) {
      progress.of(it, patience == null, () -> changed(it, change));
    }
    if (patience != null) {
      ServerWait wait = new ServerWait(admin, patience);
      for (ServerName it : chosen) {
        if (!progress.failed.contains(it)) {
          progress.of(it, true, () -> awaited(wait, it));
        }
      }
    }
    return progress.code;
  }

  private void requireConsent(int count) throws Exception {
    if (yes || !takesOut() || servers().stream().noneMatch(it -> it.endsWith("/*"))) {
      return;
    }
    String what = spec.name() + " " + String.join(" ", servers());
    Confirmation.require(admin.surroundings().terminal(), "%s: %d servers".formatted(what, count));
  }

  private AdminClient.Answer changed(ServerName server, String change) throws Exception {
    AdminClient.Answer answer = admin.ask("PUT", server.path(), change);
    if (!answer.isDone()) {
      throw AdminOptions.refused(answer);
    }
    return answer;
  }

  private static String told(JsonValue server) throws IOException {
    if (server.get("state").text().isEmpty()) {
      throw new IOException("the answer is not of an admin API");
    }
    return server.get("state").text() + ", " + ServerText.rest(server);
  }

  @FunctionalInterface
  private interface Step {
    AdminClient.Answer take() throws Exception;
  }

  /** What has come of it so far. */
  private final class Progress {
    private final Set<ServerName> failed = new HashSet<>();
    private int code = ExitCode.DONE;

    /** Takes a step; the exit code is that of the first one that fails. */
    void of(ServerName server, boolean isLast, Step step) {
      try {
        JsonValue answer = JsonValue.parse(step.take().body());
        String text = told(answer);
        if (isLast) {
          spec.commandLine()
              .getOut()
              .println(json ? answer.json() : TerminalText.safe(server + ": ") + text);
        }
      } catch (Exception e) {
        failed.add(server);
        int own = Failures.tell(e, spec.commandLine());
        code = code == ExitCode.DONE ? own : code;
      }
    }
  }
}
