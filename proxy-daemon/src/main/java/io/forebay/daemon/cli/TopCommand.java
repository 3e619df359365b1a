package io.forebay.daemon.cli;

import io.forebay.config.yaml.Durations;
import io.forebay.daemon.cli.terminal.Screen;
import io.forebay.daemon.cli.terminal.Screen.Line;
import io.forebay.daemon.cli.terminal.Screen.Style;
import io.forebay.daemon.cli.terminal.TerminalText;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code forebay top}. */
@Command(
    name = "top",
    description = {
      "Shows backends and servers with their numbers, again and again, until q or Ctrl-C.",
      "Where standard output is no terminal, that is one table after the other."
    },
    footer = {
      "",
      "Keys: s sorts by the next number, / filters, enter folds a backend, a all,",
      "arrows move, p pauses.",
      "",
      "Example: forebay top --sort errors"
    })
final class TopCommand implements Callable<Integer> {

  private static final Duration SHORTEST = Duration.ofMillis(100);

  @Mixin private final AdminOptions admin;

  @Option(
      names = "--interval",
      paramLabel = "DURATION",
      defaultValue = "1s",
      description = "How long it stays before it is shown anew. Default: 1s.")
  private String interval;

  @Option(
      names = "--sort",
      paramLabel = "KEY",
      defaultValue = "name",
      description = "name, rate, errors, p99 or in-flight. Default: name, as in the file.")
  private String sort;

  @Option(
      names = "--filter",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "Only what has this in BACKEND/SERVER or its state.")
  private String filter;

  @Option(names = "--once", description = "Show it once.")
  private boolean once;

  @Option(names = "--json", description = "Write an object of JSON a line instead.")
  private boolean json;

  @Spec private CommandSpec spec;

  TopCommand(Surroundings surroundings) {
    this.admin = new AdminOptions(surroundings);
  }

  @Override
  public Integer call() throws Exception {
    TopChoice choice = new TopChoice(SortKey.parse(sort), filter);
    Duration pause = pause();
    // Before the terminal is taken: whoever may not see it, or has to be asked, is told there.
    Picture first = picture();
    if (!once && !json && admin.surroundings().terminal().isInteractive()) {
      try (Screen screen = admin.surroundings().terminal().open()) {
        live(screen, choice, pause, first);
      }
      return ExitCode.DONE;
    }
    print(first, choice);
    while (!once) {
      Thread.sleep(pause.toMillis());
      print(picture(), choice);
    }
    return ExitCode.DONE;
  }

  private Duration pause() throws UsageException {
    try {
      Duration pause = Durations.of(interval);
      if (pause.compareTo(SHORTEST) >= 0) {
        return pause;
      }
    } catch (IllegalArgumentException e) {
      throw new UsageException("--interval: " + e.getMessage());
    }
    throw new UsageException("--interval: " + interval + " (expected: at least 100ms)");
  }

  /** What the daemon says at one moment. */
  private record Picture(JsonValue status, JsonValue statistics) {}

  private Picture picture() throws Exception {
    JsonValue statistics = JsonValue.parse(admin.body("/api/v1/statistics"));
    return new Picture(JsonValue.parse(admin.body("/api/v1/status")), statistics);
  }

  private void print(Picture picture, TopChoice choice) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(picture.statistics.json());
    } else {
      TopText.head(picture.status, picture.statistics).forEach(out::println);
      TopTable.of(picture.statistics, choice).lines().forEach(out::println);
    }
    out.flush();
  }

  private void live(Screen screen, TopChoice choice, Duration pause, Picture first)
      throws Exception {
    Picture picture = first;
    String failure = "";
    long shownNanos = System.nanoTime();
    while (!choice.isOver()) {
      TopTable table = TopTable.of(picture.statistics, choice);
      screen.show(lines(screen.rows(), picture, table, choice, failure));
      Duration left = pause.minusNanos(System.nanoTime() - shownNanos);
      String key = screen.key(left.isNegative() ? Duration.ZERO : left);
      if (key != null) {
        choice.take(key, table);
        continue;
      }
      shownNanos = System.nanoTime();
      if (!choice.isPaused()) {
        try {
          picture = picture();
          failure = "";
        } catch (IOException e) {
          // It may be back soon, after a restart.
          failure = TerminalText.safe(String.valueOf(e.getMessage()));
        }
      }
    }
  }

  private static List<Line> lines(
      int rows, Picture picture, TopTable table, TopChoice choice, String failure) {
    List<Line> lines = new ArrayList<>();
    for (String it : TopText.head(picture.status, picture.statistics)) {
      lines.add(new Line(it, lines.isEmpty() ? Style.TITLE : Style.PLAIN));
    }
    // A footer, and at least a title and a row.
    while (lines.size() > 1 && lines.size() > rows - 3) {
      lines.remove(lines.size() - 1);
    }
    lines.addAll(table.lines(choice.row(), rows - lines.size() - 1));
    lines.add(
        failure.isEmpty() ? new Line(choice.footer(), Style.FAINT) : new Line(failure, Style.BAD));
    return lines;
  }
}
