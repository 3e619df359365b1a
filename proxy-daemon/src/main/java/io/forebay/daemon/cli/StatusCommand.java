package io.forebay.daemon.cli;

import picocli.CommandLine.Command;

/** {@code forebay status}. */
@Command(name = "status", description = "Shows what a running daemon does. Not supported yet.")
final class StatusCommand extends LaterCommand {}
