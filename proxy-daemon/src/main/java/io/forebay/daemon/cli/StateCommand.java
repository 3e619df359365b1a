package io.forebay.daemon.cli;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** A command that changes the state of servers, and may wait until they are in it. */
abstract class StateCommand extends ServerCommand {

  private final String state;

  @Parameters(
      arity = "1..*",
      paramLabel = "BACKEND/SERVER",
      description = "Which servers; 'BACKEND/*' for all of a backend.")
  private List<String> servers = List.of();

  @Mixin private Patience patience = new Patience();

  StateCommand(Surroundings surroundings, String state) {
    super(surroundings);
    this.state = state;
  }

  @Override
  final List<String> servers() {
    return servers;
  }

  @Override
  final String change() {
    return new JsonBody().text("state", state).toString();
  }

  @Override
  final @Nullable Duration patience() throws UsageException {
    return patience.limit();
  }
}
