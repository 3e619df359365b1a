package io.forebay.daemon.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code forebay reload}: the problems of a refused file are told as {@code check} tells them. */
@Command(
    name = "reload",
    description = "Has a running daemon read its configuration again.",
    footer = {"", "Example: forebay reload"})
final class ReloadCommand implements Callable<Integer> {

  /** The names of servers are looked up, and log files opened. */
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private static final String PLACED = ".+:[0-9]+:[0-9]+: .*";

  @Mixin private final AdminOptions admin;

  @Option(names = "--json", description = "Write what the admin API says.")
  private boolean json;

  @Spec private CommandSpec spec;

  ReloadCommand(Surroundings surroundings) {
    this.admin = new AdminOptions(surroundings);
  }

  @Override
  public Integer call() throws Exception {
    AdminClient.Answer answer = admin.ask("POST", "/api/v1/reload", "", LIMIT);
    JsonValue result = JsonValue.parse(answer.body());
    List<String> problems = result.get("problems").items().stream().map(JsonValue::text).toList();
    if (json && result.get("duration_ms").isPresent()) {
      spec.commandLine().getOut().println(result.json());
      return answer.isDone() ? ExitCode.DONE : code(problems);
    }
    if (!problems.isEmpty()) {
      return refused(problems);
    }
    if (!answer.isDone()) {
      throw AdminOptions.refused(answer);
    }
    told(result);
    return ExitCode.DONE;
  }

  private int refused(List<String> problems) {
    PrintWriter err = spec.commandLine().getErr();
    problems.forEach(err::println);
    err.println("forebay: the reload failed, nothing has changed");
    return code(problems);
  }

  private static int code(List<String> problems) {
    boolean file = problems.stream().anyMatch(it -> it.matches(PLACED));
    return file ? ExitCode.USAGE_OR_CONFIG : ExitCode.FAILED;
  }

  private void told(JsonValue result) {
    PrintWriter out = spec.commandLine().getOut();
    List<JsonValue> changes = result.get("changes").items();
    changes.forEach(it -> out.println("changed: " + it.text()));
    String nothing = changes.isEmpty() ? ", nothing changed" : "";
    out.println(
        "reloaded in %s ms, generation %s%s"
            .formatted(result.get("duration_ms").text(), result.get("generation").text(), nothing));
  }
}
