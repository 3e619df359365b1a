package io.forebay.daemon.cli;

import picocli.CommandLine.Command;

/** {@code forebay reload}. */
@Command(name = "reload", description = "Makes a running daemon reload. Not supported yet.")
final class ReloadCommand extends LaterCommand {}
