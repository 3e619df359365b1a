package io.forebay.daemon.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code forebay status}. */
@Command(name = "status", description = "Shows what a running daemon does, and its servers.")
final class StatusCommand implements Callable<Integer> {

  @Mixin private AdminOptions admin;

  @Option(names = "--json", description = "Write what the admin API says.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    String status = body("/api/v1/status");
    String backends = body("/api/v1/backends");
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      // The second one is an object, too: its members join the first.
      out.println("{\"status\" : " + status + "," + backends.substring(1));
    } else {
      StatusText.lines(JsonValue.parse(status), JsonValue.parse(backends)).forEach(out::println);
    }
    return ExitCode.DONE;
  }

  private String body(String path) throws Exception {
    AdminClient.Answer answer = admin.ask("GET", path, "");
    if (!answer.isDone()) {
      throw answer.status() == 404
          ? new IOException(answer.body().strip() + " (expected: an address that serves api)")
          : AdminOptions.refused(answer);
    }
    return answer.body().strip();
  }
}
