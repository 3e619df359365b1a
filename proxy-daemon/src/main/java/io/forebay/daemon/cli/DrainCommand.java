package io.forebay.daemon.cli;

import picocli.CommandLine.Command;

/** {@code forebay drain}. */
@Command(name = "drain", description = "Gives a server no new clients. Not supported yet.")
final class DrainCommand extends LaterCommand {}
