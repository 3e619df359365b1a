package io.forebay.daemon.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code forebay max-connections}. */
@Command(
    name = "max-connections",
    description = "Changes how many requests servers may have in flight.",
    footer = {"", "Example: forebay max-connections app/one 200"})
final class MaxConnectionsCommand extends ServerCommand {

  @Parameters(
      index = "0",
      paramLabel = "BACKEND/SERVER",
      description = "Which server; 'BACKEND/*' for all of a backend.")
  private String server;

  @Parameters(index = "1", paramLabel = "NUMBER", description = "0 for no limit.")
  private String limit;

  MaxConnectionsCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  List<String> servers() {
    return List.of(server);
  }

  @Override
  boolean takesOut() {
    return false;
  }

  @Override
  String change() {
    return new JsonBody().number("max_connections", limit).toString();
  }
}
