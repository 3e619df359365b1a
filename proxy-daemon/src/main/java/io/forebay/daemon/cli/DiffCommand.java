package io.forebay.daemon.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code forebay diff}. */
@Command(
    name = "diff",
    description = {
      "Says what a file would change in a running daemon, and whether anybody would notice.",
      "Exits with 0 where nothing is different, 1 where something is, 2 where it is refused."
    },
    footer = {"", "Example: forebay diff forebay.yaml"})
final class DiffCommand implements Callable<Integer> {

  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final int MAX_BYTES = 1 << 20;

  @Mixin private final AdminOptions admin;

  @Parameters(
      index = "0",
      paramLabel = "FILE",
      description = "A configuration. What it includes is read by the daemon, beside its own file.")
  private Path file;

  @Option(names = "--json", description = "Write what the admin API says.")
  private boolean json;

  @Spec private CommandSpec spec;

  DiffCommand(Surroundings surroundings) {
    this.admin = new AdminOptions(surroundings);
  }

  @Override
  public Integer call() throws Exception {
    AdminClient.Answer answer =
        admin.ask(new AdminRequest("POST", "/api/v1/diff", "application/yaml", text()), LIMIT);
    JsonValue diff = JsonValue.parse(answer.body());
    List<JsonValue> problems = diff.get("problems").items();
    if (!answer.isDone() && problems.isEmpty()) {
      throw AdminOptions.refused(answer);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(diff.json());
    } else {
      PrintWriter err = spec.commandLine().getErr();
      problems.forEach(it -> err.println(it.text()));
      diff.get("warnings").items().forEach(it -> err.println("warning: " + it.text()));
      if (problems.isEmpty()) {
        boolean coloured = admin.surroundings().terminal().showsOutput();
        new DiffText(coloured).lines(diff).forEach(out::println);
      }
    }
    if (!problems.isEmpty()) {
      return ExitCode.USAGE_OR_CONFIG;
    }
    return diff.get("identical").isTrue() ? ExitCode.DONE : ExitCode.FAILED;
  }

  private String text() throws UsageException {
    try {
      return NamedFile.text(file, MAX_BYTES, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UsageException(e.getMessage());
    }
  }
}
