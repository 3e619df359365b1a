package io.forebay.daemon.cli;

import io.forebay.config.yaml.Durations;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code forebay events}. */
@Command(
    name = "events",
    description = "Shows what has happened lately, the oldest first.",
    footer = {"", "Example: forebay events --follow --kind health --backend app"})
final class EventsCommand implements Callable<Integer> {

  /** So long an answer waits for the next event. */
  private static final Duration WAIT = Duration.ofSeconds(30);

  @Mixin private final AdminOptions admin;

  @Option(
      names = {"-f", "--follow"},
      description = "Go on with those that happen, until Ctrl-C.")
  private boolean follow;

  @Option(
      names = "--since",
      paramLabel = "N|TIME",
      description = "Those after event N, or of the last TIME, such as 10m. Default: all.")
  private @Nullable String since;

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      description = "Only this kind, such as health or admin; more than once for several.")
  private List<String> kinds = List.of();

  @Option(names = "--backend", paramLabel = "NAME", description = "Only of this backend.")
  private @Nullable String backend;

  @Option(names = "--server", paramLabel = "NAME", description = "Only of servers of this name.")
  private @Nullable String server;

  @Option(names = "--json", description = "Write an object of JSON a line.")
  private boolean json;

  @Spec private CommandSpec spec;

  EventsCommand(Surroundings surroundings) {
    this.admin = new AdminOptions(surroundings);
  }

  @Override
  public Integer call() throws Exception {
    boolean isNumber = since != null && since.matches("[0-9]{1,18}");
    Instant earliest = since == null || isNumber ? Instant.MIN : Instant.now().minus(age(since));
    String last = isNumber ? String.valueOf(since) : "0";
    last = show(last, Duration.ZERO, earliest);
    while (follow) {
      last = show(last, WAIT, earliest);
    }
    return ExitCode.DONE;
  }

  private static Duration age(String since) throws UsageException {
    try {
      return Durations.of(since);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--since: " + e.getMessage() + " or the number of an event");
    }
  }

  /** The number to go on from. */
  private String show(String after, Duration wait, Instant earliest) throws Exception {
    String query = "?since=" + after + (wait.isZero() ? "" : "&wait=" + Durations.text(wait));
    AdminClient.Answer answer = admin.ask(AdminRequest.get("/api/v1/events" + query), wait);
    if (!answer.isDone()) {
      throw AdminOptions.refused(answer);
    }
    JsonValue events = JsonValue.parse(answer.body());
    PrintWriter out = spec.commandLine().getOut();
    for (JsonValue it : events.get("events").items()) {
      if (isWanted(it, earliest)) {
        out.println(json ? it.json() : line(it));
      }
    }
    out.flush();
    return events.get("last").text();
  }

  private boolean isWanted(JsonValue event, Instant earliest) {
    return (kinds.isEmpty() || kinds.contains(event.get("kind").raw()))
        && (backend == null || backend.equals(event.get("backend").raw()))
        && (server == null || server.equals(event.get("server").raw()))
        && !Times.instant(event.get("at").raw()).isBefore(earliest);
  }

  private static String line(JsonValue event) {
    String ofServer = event.get("server").isPresent() ? "/" + event.get("server").text() : "";
    String whose = event.get("backend").isPresent() ? event.get("backend").text() + ofServer : "-";
    return "%s  %-11s  %s  %s"
        .formatted(
            Times.seconds(event.get("at").text()),
            event.get("kind").text(),
            whose,
            event.get("text").text());
  }
}
