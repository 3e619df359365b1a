package io.forebay.daemon.cli;

import picocli.CommandLine.Command;

/** {@code forebay drain}. */
@Command(
    name = "drain",
    description = "Gives servers no new requests; what is in flight has drain_timeout to end.",
    footer = {"", "Example: forebay drain app/one app/two --wait --timeout 2m"})
final class DrainCommand extends StateCommand {

  DrainCommand(Surroundings surroundings) {
    super(surroundings, "drain");
  }
}
