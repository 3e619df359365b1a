package io.forebay.daemon.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code forebay weight}. */
@Command(
    name = "weight",
    description = "Changes the weight of servers until the file gives them another one.",
    footer = {"", "Example: forebay weight app/one 50%%"})
final class WeightCommand extends ServerCommand {

  @Parameters(
      index = "0",
      paramLabel = "BACKEND/SERVER",
      description = "Which server; 'BACKEND/*' for all of a backend.")
  private String server;

  @Parameters(
      index = "1",
      paramLabel = "WEIGHT",
      description = "0 to 256, or a percentage of the configured weight; 100%% is as configured.")
  private String weight;

  WeightCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  List<String> servers() {
    return List.of(server);
  }

  @Override
  String change() {
    return new JsonBody().number("weight", weight).toString();
  }
}
