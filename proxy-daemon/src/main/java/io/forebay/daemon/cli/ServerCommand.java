package io.forebay.daemon.cli;

import io.forebay.config.yaml.Durations;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A command that changes what is wanted of a server, and tells what has come of it. */
abstract class ServerCommand implements Callable<Integer> {

  @Mixin private AdminOptions admin;

  @Parameters(index = "0", paramLabel = "BACKEND/SERVER", description = "Which server.")
  private String server;

  @Option(names = "--wait", description = "Return when nothing is in flight with it any more.")
  private boolean wait;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      defaultValue = "60s",
      description = "How long to wait at most, then exit with 1. Default: 60s.")
  private String timeout;

  @Spec private CommandSpec spec;

  /** The body of the request. */
  abstract String change();

  @Override
  public final Integer call() throws Exception {
    Duration limit = wait ? limit() : Duration.ZERO;
    String query = wait ? "?wait=drained&timeout=" + Durations.text(limit) : "";
    AdminClient.Answer answer = admin.ask("PUT", path() + query, change(), limit);
    if (!answer.isDone()) {
      throw AdminOptions.refused(answer);
    }
    spec.commandLine().getOut().println(server + ": " + told(JsonValue.parse(answer.body())));
    return ExitCode.DONE;
  }

  private Duration limit() throws UsageException {
    try {
      return Durations.of(timeout);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--timeout: " + e.getMessage());
    }
  }

  private String path() throws UsageException {
    // Names of backends have no slash; those of servers may.
    int slash = server.indexOf('/');
    if (slash <= 0 || slash == server.length() - 1) {
      throw new UsageException(server + " (expected: BACKEND/SERVER, such as app/one)");
    }
    return "/api/v1/backends/"
        + encoded(server.substring(0, slash))
        + "/servers/"
        + encoded(server.substring(slash + 1));
  }

  private static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String told(JsonValue server) throws IOException {
    if (server.get("state").text().isEmpty()) {
      throw new IOException("the answer is not of an admin API");
    }
    return server.get("state").text() + ", " + ServerText.rest(server);
  }
}
