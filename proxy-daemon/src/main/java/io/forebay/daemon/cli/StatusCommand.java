package io.forebay.daemon.cli;

import io.forebay.daemon.cli.terminal.TerminalText;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code forebay status}. */
@Command(
    name = "status",
    description = "Shows what a running daemon does, and its servers; what is wrong comes first.",
    footer = {"", "Example: forebay status app/one"})
final class StatusCommand implements Callable<Integer> {

  @Mixin private final AdminOptions admin;

  @Parameters(
      arity = "0..1",
      paramLabel = "BACKEND[/SERVER]",
      description = "Only this. Default: all.")
  private @Nullable String what;

  @Option(names = "--json", description = "Write what the admin API says.")
  private boolean json;

  @Spec private CommandSpec spec;

  StatusCommand(Surroundings surroundings) {
    this.admin = new AdminOptions(surroundings);
  }

  @Override
  public Integer call() throws Exception {
    if (what == null) {
      showAll();
    } else if (what.contains("/")) {
      String server = admin.body(ServerName.parse(what).path());
      show(server, ServerDetails.lines(JsonValue.parse(server)));
    } else {
      String backend = admin.body(ServerName.backendPath(what));
      JsonValue statistics = statistics("?backend=" + AdminRequest.encoded(what));
      show(backend, new StatusText(statistics).lines(JsonValue.parse(backend)));
    }
    return ExitCode.DONE;
  }

  private void showAll() throws Exception {
    String status = admin.body("/api/v1/status");
    String backends = admin.body("/api/v1/backends");
    show(
        // The second one is an object, too: its members join the first.
        "{\"status\" : " + status + "," + backends.substring(1),
        new StatusText(statistics("")).lines(JsonValue.parse(status), JsonValue.parse(backends)));
  }

  private JsonValue statistics(String query) throws Exception {
    return JsonValue.parse(admin.body("/api/v1/statistics" + query));
  }

  private void show(String body, List<String> lines) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(TerminalText.safeJson(body));
    } else {
      lines.forEach(out::println);
    }
  }
}
