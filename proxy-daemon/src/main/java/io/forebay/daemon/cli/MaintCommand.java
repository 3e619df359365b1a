package io.forebay.daemon.cli;

import picocli.CommandLine.Command;

/** {@code forebay maint}. */
@Command(name = "maint", description = "Takes a server out. Not supported yet.")
final class MaintCommand extends LaterCommand {}
