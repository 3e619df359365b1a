package io.forebay.daemon.cli;

import picocli.CommandLine.Command;

/** {@code forebay maint}. */
@Command(
    name = "maint",
    description = "Takes a server out for maintenance; what is in flight has drain_timeout to end.")
final class MaintCommand extends ServerCommand {

  @Override
  String change() {
    return "{\"state\": \"maint\"}";
  }
}
