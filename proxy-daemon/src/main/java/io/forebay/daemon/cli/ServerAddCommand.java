package io.forebay.daemon.cli;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code forebay server add}. */
@Command(
    name = "add",
    description = "Adds a server to a backend, also after restarts, until it is removed.",
    footer = {
      "",
      "Examples:",
      "  forebay server add app 10.0.1.12:8080 --name four --weight 2 --wait",
      "  forebay server add app --name one"
    })
final class ServerAddCommand implements Callable<Integer> {

  @Mixin private final AdminOptions admin;

  @Parameters(index = "0", paramLabel = "BACKEND", description = "Which backend.")
  private String backend;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "ADDRESS",
      description = "HOST:PORT or unix:/PATH; none for a server of the file that was removed.")
  private @Nullable String address;

  @Option(names = "--name", paramLabel = "NAME", description = "Default: the address.")
  private @Nullable String name;

  @Option(names = "--weight", paramLabel = "WEIGHT", description = "0 to 256. Default: 1.")
  private @Nullable String weight;

  @Option(
      names = "--max-connections",
      paramLabel = "NUMBER",
      description = "Requests in flight at most. Default: as the backend says.")
  private @Nullable String maxConnections;

  @Option(names = "--backup", description = "Only used while no other server is.")
  private boolean backup;

  @Option(
      names = "--state",
      paramLabel = "STATE",
      description = "ready, drain or maint. Default: ready.")
  private @Nullable String state;

  @Mixin private Patience patience = new Patience();

  @Option(names = "--json", description = "Write the server as the admin API tells it.")
  private boolean json;

  @Spec private CommandSpec spec;

  ServerAddCommand(Surroundings surroundings) {
    this.admin = new AdminOptions(surroundings);
  }

  @Override
  public Integer call() throws Exception {
    if (address == null && name == null) {
      throw new UsageException("server add " + backend + " (expected: ADDRESS or --name)");
    }
    Duration limit = patience.limit();
    String body =
        new JsonBody()
            .text("name", name)
            .text("address", address)
            .number("weight", weight)
            .number("max_connections", maxConnections)
            .flag("backup", backup)
            .text("state", state)
            .toString();
    AdminClient.Answer answer =
        admin.ask("POST", ServerName.backendPath(backend) + "/servers", body);
    if (!answer.isDone()) {
      throw AdminOptions.refused(answer);
    }
    JsonValue server = JsonValue.parse(answer.body());
    if (limit != null) {
      ServerName added = new ServerName(backend, server.get("name").raw());
      server = JsonValue.parse(new ServerWait(admin, limit).up(added).body());
    }
    spec.commandLine()
        .getOut()
        .println(
            json
                ? server.json()
                : ServerText.name(server)
                    + ": added, "
                    + server.get("state").text()
                    + ", "
                    + server.get("health").get("text").text()
                    + ", "
                    + ServerText.rest(server));
    return ExitCode.DONE;
  }
}
