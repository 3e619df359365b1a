package io.forebay.daemon.cli;

import picocli.CommandLine.Command;

/** {@code forebay ready}. */
@Command(name = "ready", description = "Gives a server requests again.")
final class ReadyCommand extends ServerCommand {

  @Override
  String change() {
    return "{\"state\": \"ready\"}";
  }
}
