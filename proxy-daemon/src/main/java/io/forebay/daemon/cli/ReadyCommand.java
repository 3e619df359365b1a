package io.forebay.daemon.cli;

import picocli.CommandLine.Command;

/** {@code forebay ready}. */
@Command(
    name = "ready",
    description = "Gives servers requests again.",
    footer = {"", "Example: forebay ready app/one --wait"})
final class ReadyCommand extends StateCommand {

  ReadyCommand(Surroundings surroundings) {
    super(surroundings, "ready");
  }

  @Override
  boolean takesOut() {
    return false;
  }

  @Override
  AdminClient.Answer awaited(ServerWait wait, ServerName server) throws Exception {
    return wait.up(server);
  }
}
