package io.forebay.daemon.cli;

import picocli.CommandLine.Command;

/** {@code forebay maint}. */
@Command(
    name = "maint",
    description = "Takes a server out for maintenance; what is in flight has drain_timeout to end.",
    footer = {"", "Example: forebay maint app/one"})
final class MaintCommand extends StateCommand {

  MaintCommand(Surroundings surroundings) {
    super(surroundings, "maint");
  }
}
