package io.forebay.bench.failover;

import io.forebay.bench.failover.report.Chapter;
import io.forebay.bench.failover.report.Report;
import io.forebay.bench.failover.result.Figures;
import io.forebay.bench.failover.result.Run;
import io.forebay.bench.failover.result.RunFile;
import io.forebay.bench.failover.result.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs the scenarios and writes the report. */
public final class Main {
  private static final int BROKEN = 1;
  private static final int USAGE = 2;
  private static final int MISSED = 3;

  private final Options options;
  private final Path work;
  private int exitCode;

  private Main(Options options, Path work) {
    this.options = options;
    this.work = work;
  }

  /** The program: ROOT DISTRIBUTION WORK-DIRECTORY OPTION... */
  public static void main(String[] arguments) throws IOException {
    List<String> all = List.of(arguments);
    if (all.contains("--help") || all.contains("-h")) {
      System.out.print(Options.usage());
      return;
    }
    try {
      List<String> rest = new ArrayList<>(all);
      Path work = Path.of(rest.remove(2));
      System.exit(new Main(Options.parse(rest), work).run());
    } catch (IllegalArgumentException e) {
      System.err.println("failover: " + e.getMessage() + "\nTry bench/failover/run --help");
      System.exit(USAGE);
    }
  }

  private int run() throws IOException {
    List<String> facts = Facts.collect(options);
    List<Chapter> chapters = new ArrayList<>();
    for (Scenario scenario : Scenarios.all()) {
      Chapter chapter = chapter(scenario);
      if (!chapter.runs().isEmpty() || !chapter.absent().isEmpty()) {
        chapters.add(chapter);
        // After each of them, so that a run that is broken off leaves something.
        Report.write(options.directory(), facts, chapters);
      }
    }
    System.err.println("report: " + options.directory().resolve("failover-report.md"));
    return exitCode;
  }

  private Chapter chapter(Scenario scenario) throws IOException {
    List<Run> runs = new ArrayList<>();
    List<String> absent = new ArrayList<>();
    boolean chosen = options.scenarios().contains(scenario.name());
    for (String proxy : Options.PROXIES) {
      Path file = options.runFile(scenario.name(), proxy);
      boolean wanted = options.update() || (chosen && options.proxies().contains(proxy));
      if (wanted && !proxy.equals("forebay") && !scenario.forebayKeys().isEmpty()) {
        absent.add(proxy + ", which has nothing like it");
      } else if (chosen && options.proxies().contains(proxy)) {
        tryOut(scenario, proxy, runs, absent);
      } else if (options.update() && Files.exists(file)) {
        runs.add(RunFile.read(file));
      }
    }
    return new Chapter(scenario.name(), scenario.title(), scenario.targets(), runs, absent);
  }

  private void tryOut(Scenario scenario, String proxy, List<Run> runs, List<String> absent) {
    try {
      Run run = play(scenario, proxy);
      Path file = options.runFile(scenario.name(), proxy);
      Files.createDirectories(file.getParent());
      RunFile.write(file, run);
      runs.add(run);
      tell(scenario, run);
    } catch (Exception e) {
      e.printStackTrace();
      absent.add(proxy + ", which broke down: " + e.getMessage());
      exitCode = BROKEN;
    }
  }

  private Run play(Scenario scenario, String proxy) throws Exception {
    Layout layout = Layout.create(work.resolve(scenario.name() + '-' + proxy));
    try (Rehearsal rehearsal = new Rehearsal(candidate(proxy, scenario, layout), layout)) {
      Thread hook = new Thread(rehearsal::close);
      Runtime.getRuntime().addShutdownHook(hook);
      try {
        return rehearsal.play(scenario, options.seconds());
      } finally {
        Runtime.getRuntime().removeShutdownHook(hook);
      }
    }
  }

  private Candidate candidate(String proxy, Scenario scenario, Layout layout) {
    Path templates = options.root().resolve("bench/failover/proxies");
    return switch (proxy) {
      case "forebay" ->
          new Forebay(
              options.home(), templates.resolve("forebay.yaml"), layout, scenario.forebayKeys());
      case "haproxy-reference" ->
          new Haproxy(proxy, templates.resolve("haproxy-reference.cfg"), layout, 10);
      case "haproxy-tuned" -> new Haproxy(proxy, templates.resolve("haproxy-tuned.cfg"), layout, 2);
      default -> throw new IllegalArgumentException(proxy);
    };
  }

  private void tell(Scenario scenario, Run run) {
    Figures figures = Figures.of(run);
    System.err.printf(
        "%s, %s: %d sent, %d failed %s, %d of %d POSTs in flight, %d twice, slowest %.2f s%n",
        scenario.name(),
        run.proxy(),
        figures.sent(),
        figures.failed(),
        figures.causes(),
        figures.failedInFlight(),
        figures.postsInFlight(),
        figures.postsTwice(),
        figures.slowest());
    for (Target target : scenario.targets()) {
      boolean met = target.isMet(figures);
      System.err.println("  target " + (met ? "met: " : "MISSED: ") + target.text());
      if (!met && run.proxy().equals("forebay") && exitCode == 0) {
        exitCode = MISSED;
      }
    }
  }
}
