package io.forebay.daemon.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code forebay demo}. */
@Command(
    name = "demo",
    description = "Runs three sample servers and the proxy in front of them, until Ctrl-C.",
    footer = {"", "Example: forebay demo"})
final class DemoCommand implements Callable<Integer> {
  private final Actions actions;

  @Option(
      names = "--any-ports",
      description = "Take free ports instead of 8080, 8404 and 9001 to 9003.")
  private boolean anyPorts;

  DemoCommand(Actions actions) {
    this.actions = actions;
  }

  @Override
  public Integer call() throws Exception {
    actions.demo(anyPorts);
    return ExitCode.DONE;
  }
}
