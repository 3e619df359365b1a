package io.forebay.daemon.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code forebay weight}. */
@Command(
    name = "weight",
    description = "Changes the weight of a server until the file gives it another one.")
final class WeightCommand extends ServerCommand {

  @Parameters(
      index = "1",
      paramLabel = "WEIGHT",
      description = "0 to 256, or a percentage of the configured weight; 100%% is as configured.")
  private String weight;

  @Override
  String change() {
    boolean number = weight.matches("[0-9]{1,6}");
    return "{\"weight\": " + (number ? Integer.parseInt(weight) : quoted(weight)) + "}";
  }

  private static String quoted(String text) {
    return '"' + text.replaceAll("[^ -~]", "?").replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
