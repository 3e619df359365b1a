package io.forebay.bench.failover.result;

import io.forebay.bench.failover.client.Outcome;
import io.forebay.bench.failover.client.Request;
import io.forebay.bench.failover.origin.Journal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A run as text, one fact a line, its parts separated by tabs: what was measured, for further
 * questions and for reports made of several runs.
 *
 * <pre>
 * run      proxy recoverySeconds start end stopped servers
 * mark     nanos label
 * outage   server kind from gone to lastAttempt
 * request  number scheduled end outcome status
 * entry    server nanos request event
 * </pre>
 */
public final class RunFile {
  private final List<Request> requests = new ArrayList<>();
  private final List<Mark> marks = new ArrayList<>();
  private final List<Outage> outages = new ArrayList<>();
  private final List<List<Journal.Entry>> journals = new ArrayList<>();

  private RunFile() {}

  /** Writes {@code run} to {@code file}. */
  public static void write(Path file, Run run) throws IOException {
    List<String> lines = new ArrayList<>();
    int servers = run.journals().size();
    lines.add(
        line(
            "run",
            run.proxy(),
            run.recoverySeconds(),
            run.startNanos(),
            run.endNanos(),
            run.stoppedNanos(),
            servers));
    run.marks().forEach(it -> lines.add(line("mark", it.nanos(), it.label())));
    run.outages().forEach(it -> lines.add(line(it)));
    run.requests().forEach(it -> lines.add(line(it)));
    for (int server = 0; server < servers; server++) {
      for (Journal.Entry entry : run.journals().get(server)) {
        lines.add(line("entry", server, entry.nanos(), entry.request(), entry.event()));
      }
    }
    Files.write(file, lines);
  }

  private static String line(Outage outage) {
    return line(
        "outage",
        outage.server(),
        outage.kind(),
        outage.fromNanos(),
        outage.goneNanos(),
        outage.toNanos(),
        outage.lastAttemptNanos());
  }

  private static String line(Request request) {
    return line(
        "request",
        request.number(),
        request.scheduledNanos(),
        request.endNanos(),
        request.outcome(),
        request.status());
  }

  private static String line(Object... parts) {
    return String.join("\t", List.of(parts).stream().map(String::valueOf).toList());
  }

  /** Reads what {@link #write} wrote. */
  public static Run read(Path file) throws IOException {
    RunFile content = new RunFile();
    List<String> lines = Files.readAllLines(file);
    String[] run = lines.get(0).split("\t");
    for (int server = 0; server < Integer.parseInt(run[6]); server++) {
      content.journals.add(new ArrayList<>());
    }
    lines.stream().skip(1).forEach(line -> content.add(line.split("\t")));
    return new Run(
        run[1],
        Double.parseDouble(run[2]),
        Long.parseLong(run[3]),
        Long.parseLong(run[4]),
        Long.parseLong(run[5]),
        content.requests,
        content.marks,
        content.outages,
        content.journals);
  }

  private void add(String[] parts) {
    switch (parts[0]) {
      case "mark" -> marks.add(new Mark(Long.parseLong(parts[1]), parts[2]));
      case "outage" -> outages.add(outage(parts));
      case "request" -> requests.add(request(parts));
      case "entry" -> journals.get(Integer.parseInt(parts[1])).add(entry(parts));
      default -> throw new IllegalArgumentException(parts[0] + " (expected: mark, outage, ...)");
    }
  }

  private static Outage outage(String[] parts) {
    return new Outage(
        Integer.parseInt(parts[1]),
        Outage.Kind.valueOf(parts[2]),
        Long.parseLong(parts[3]),
        Long.parseLong(parts[4]),
        Long.parseLong(parts[5]),
        Long.parseLong(parts[6]));
  }

  private static Request request(String[] parts) {
    Request request = new Request(Long.parseLong(parts[1]), Long.parseLong(parts[2]));
    Outcome outcome = Outcome.valueOf(parts[4]);
    request.end(outcome, Integer.parseInt(parts[5]), Long.parseLong(parts[3]));
    return request;
  }

  private static Journal.Entry entry(String[] parts) {
    Journal.Event event = Journal.Event.valueOf(parts[4]);
    return new Journal.Entry(Long.parseLong(parts[2]), Long.parseLong(parts[3]), event);
  }
}
