package io.forebay.bench.failover.report;

import io.forebay.bench.failover.result.Figures;
import io.forebay.bench.failover.result.Run;
import io.forebay.bench.failover.result.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The report as Markdown, with its pictures in a folder beside it. */
public final class Report {
  private static final String INTRODUCTION =
      """
      # Failover report

      Made by `bench/failover/run`; [benchmarks.md](benchmarks.md#failover) says how it works and what
      the words mean.

      """;

  private final StringBuilder text = new StringBuilder(INTRODUCTION);

  /**
   * Writes {@code failover-report.md} and the folder {@code failover} to {@code directory}.
   *
   * @param facts lines about the machine and the programs
   */
  public static void write(Path directory, List<String> facts, List<Chapter> chapters)
      throws IOException {
    Path pictures = Files.createDirectories(directory.resolve("failover"));
    Report report = new Report();
    facts.forEach(fact -> report.text.append("- ").append(fact).append('\n'));
    report.summary(chapters);
    for (Chapter chapter : chapters) {
      report.add(chapter);
      if (!chapter.runs().isEmpty()) {
        String picture = Graph.of(chapter.runs());
        Files.writeString(pictures.resolve(chapter.name() + ".svg"), picture);
      }
    }
    Files.writeString(directory.resolve("failover-report.md"), report.text);
  }

  private void summary(List<Chapter> chapters) {
    text.append("\n## Summary\n\n");
    text.append(
        "Requests that failed although they might have been saved, of those sent; in brackets");
    text.append(" targets missed.\n\n");
    List<String> proxies =
        chapters.stream().flatMap(it -> it.runs().stream()).map(Run::proxy).distinct().toList();
    row("scenario", proxies);
    row("---", proxies.stream().map(proxy -> "---:").toList());
    for (Chapter chapter : chapters) {
      String link = "[" + chapter.name() + "](#" + chapter.name() + ")";
      row(link, proxies.stream().map(proxy -> verdict(chapter, proxy)).toList());
    }
  }

  private static String verdict(Chapter chapter, String proxy) {
    for (Run run : chapter.runs()) {
      if (run.proxy().equals(proxy)) {
        Figures figures = Figures.of(run);
        int missed = chapter.missed(run).size();
        String failed = figures.failed() + " of " + figures.sent();
        return missed == 0 ? failed : failed + " (" + missed + ")";
      }
    }
    return "-";
  }

  private void add(Chapter chapter) {
    text.append("\n## ").append(chapter.name()).append("\n\n");
    text.append(chapter.title()).append(".\n\n");
    chapter.absent().forEach(absent -> text.append("- not here: ").append(absent).append('\n'));
    if (chapter.runs().isEmpty()) {
      return;
    }
    text.append(chapter.absent().isEmpty() ? "" : "\n");
    row("", chapter.runs().stream().map(Run::proxy).toList());
    row("---", chapter.runs().stream().map(run -> "---:").toList());
    List<Figures> figures = chapter.runs().stream().map(Figures::of).toList();
    for (FigureRow row : FigureRow.values()) {
      List<String> cells = figures.stream().map(row::cell).toList();
      if (cells.stream().anyMatch(cell -> !cell.equals("-"))) {
        row(row.text(), cells);
      }
    }
    for (Target target : chapter.targets()) {
      String name = "*target:* " + target.text();
      row(name, figures.stream().map(it -> target.isMet(it) ? "met" : "**MISSED**").toList());
    }
    String picture = "failover/" + chapter.name() + ".svg";
    text.append("\n![failures and latency over time](").append(picture).append(")\n");
  }

  private void row(String name, List<String> cells) {
    text.append("| ").append(name).append(" | ").append(String.join(" | ", cells)).append(" |\n");
  }
}
