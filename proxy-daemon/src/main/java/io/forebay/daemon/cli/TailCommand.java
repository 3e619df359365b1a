package io.forebay.daemon.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code forebay tail}. */
@Command(
    name = "tail",
    description = "Shows requests as they end, until Ctrl-C.",
    footer = {"", "Example: forebay tail --backend app --status 5xx --slow 500ms"})
final class TailCommand implements Callable<Integer> {

  private static final String EVENT = "event: ";
  private static final String DATA = "data: ";

  @Mixin private final AdminOptions admin;

  @Option(names = "--listener", paramLabel = "NAME", description = "Only of this listener.")
  private @Nullable String listener;

  @Option(names = "--route", paramLabel = "NAME", description = "Only of this route.")
  private @Nullable String route;

  @Option(names = "--backend", paramLabel = "NAME", description = "Only of this backend.")
  private @Nullable String backend;

  @Option(names = "--server", paramLabel = "NAME", description = "Only of servers of this name.")
  private @Nullable String server;

  @Option(
      names = "--status",
      paramLabel = "LIST",
      description = "Only such answers: 404, 400-499, 5xx, with commas between.")
  private @Nullable String status;

  @Option(names = "--path", paramLabel = "PATH", description = "Only where the path begins so.")
  private @Nullable String path;

  @Option(
      names = "--client",
      paramLabel = "LIST",
      description = "Only of these addresses or networks, with commas between.")
  private @Nullable String client;

  @Option(
      names = "--slow",
      paramLabel = "TIME",
      description = "Only what took so long, such as 500ms.")
  private @Nullable String slow;

  @Option(
      names = "--sample",
      paramLabel = "1/N",
      description = "One of so many, by chance, such as 1/100.")
  private @Nullable String sample;

  @Option(names = "--json", description = "Write an object of JSON a line.")
  private boolean json;

  @Spec private CommandSpec spec;

  private final Surroundings surroundings;
  private String event = "";

  TailCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
    this.admin = new AdminOptions(surroundings);
  }

  @Override
  public Integer call() throws Exception {
    admin.follow("/api/v1/requests" + query(), this::take);
    throw new IOException("the daemon has ended, or has closed the connection");
  }

  private String query() {
    List<String> parts = new ArrayList<>();
    add(parts, "listener", listener);
    add(parts, "route", route);
    add(parts, "backend", backend);
    add(parts, "server", server);
    add(parts, "status", status);
    add(parts, "path", path);
    add(parts, "client", client);
    add(parts, "min_duration", slow);
    add(parts, "sample", sample);
    return parts.isEmpty() ? "" : "?" + String.join("&", parts);
  }

  private static void add(List<String> parts, String name, @Nullable String value) {
    if (value != null) {
      parts.add(name + "=" + AdminRequest.encoded(value));
    }
  }

  private void take(String line) {
    if (line.startsWith(EVENT)) {
      event = line.substring(EVENT.length());
    } else if (line.startsWith(DATA)) {
      show(JsonValue.parse(line.substring(DATA.length())));
    }
  }

  private void show(JsonValue data) {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    if (event.equals("request")) {
      boolean colours = surroundings.terminal().showsOutput();
      out.println(json ? data.json() : RequestText.line(data, colours));
      out.flush();
    } else if (event.equals("lost")) {
      err.println("forebay: " + data.get("lost").text() + " more, of which there were too many");
      err.flush();
    }
  }
}
