package io.forebay.daemon.cli;

import picocli.CommandLine.Command;

/** {@code forebay weight}. */
@Command(name = "weight", description = "Changes the weight of a server. Not supported yet.")
final class WeightCommand extends LaterCommand {}
