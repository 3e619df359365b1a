package io.forebay.daemon.cli;

import io.forebay.daemon.cli.terminal.Table;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code forebay rejected}. */
@Command(
    name = "rejected",
    description = "Shows requests that were refused lately, and why; secrets in them are masked.",
    footer = {"", "Example: forebay rejected --reason access_denied --limit 20"})
final class RejectedCommand implements Callable<Integer> {

  @Mixin private final AdminOptions admin;

  @Option(names = "--listener", paramLabel = "NAME", description = "Only of this listener.")
  private @Nullable String listener;

  @Option(
      names = "--reason",
      paramLabel = "REASON",
      description = "Only for this one, as access logs call it.")
  private @Nullable String reason;

  @Option(
      names = "--limit",
      paramLabel = "NUMBER",
      defaultValue = "100",
      description = "The last ones, at most so many. Default: 100.")
  private String limit;

  @Option(names = "--json", description = "Write what the admin API says.")
  private boolean json;

  @Spec private CommandSpec spec;

  RejectedCommand(Surroundings surroundings) {
    this.admin = new AdminOptions(surroundings);
  }

  @Override
  public Integer call() throws Exception {
    JsonValue told = JsonValue.parse(admin.body("/api/v1/rejected" + query()));
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(told.json());
      return ExitCode.DONE;
    }
    Table table = new Table("AT", "LISTENER", "CLIENT", "STATUS", "REASON", "REQUEST", "WHY");
    for (JsonValue it : told.get("rejected").items()) {
      table.row(
          Times.seconds(it.get("at").text()),
          it.get("listener").text(),
          it.get("client").text(),
          it.get("status").text(),
          it.get("reason").text(),
          request(it),
          why(it));
    }
    table.lines().forEach(out::println);
    return ExitCode.DONE;
  }

  private String query() {
    StringBuilder query = new StringBuilder("?limit=").append(AdminRequest.encoded(limit));
    if (listener != null) {
      query.append("&listener=").append(AdminRequest.encoded(listener));
    }
    if (reason != null) {
      query.append("&reason=").append(AdminRequest.encoded(reason));
    }
    return query.toString();
  }

  private static String request(JsonValue it) {
    String line = it.get("method").text() + " " + it.get("host").text() + it.get("target").text();
    return line.strip();
  }

  private static String why(JsonValue it) {
    String place = it.get("offset").isPresent() ? " at byte " + it.get("offset").text() : "";
    String which = it.get("byte").isPresent() ? ", " + it.get("byte").text() : "";
    return it.get("detail").text() + place + which;
  }
}
