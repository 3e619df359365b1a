package io.forebay.daemon.cli;

import picocli.CommandLine.Command;

/** {@code forebay ready}. */
@Command(name = "ready", description = "Gives a server requests again. Not supported yet.")
final class ReadyCommand extends LaterCommand {}
