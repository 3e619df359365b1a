package io.forebay.daemon.cli;

import picocli.CommandLine.Command;

/** {@code forebay drain}. */
@Command(
    name = "drain",
    description = "Gives a server no new requests; what is in flight has drain_timeout to end.")
final class DrainCommand extends ServerCommand {

  @Override
  String change() {
    return "{\"state\": \"drain\"}";
  }
}
