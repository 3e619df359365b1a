package io.forebay.bench.failover;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The command line.
 *
 * @param root the checkout
 * @param home the distribution of Forebay
 * @param scenarios names, all of them by default
 * @param proxies names, all of them by default
 * @param seconds how long a run shall be, 10 to 60
 * @param update whether the report has whatever is not chosen from the last time
 * @param out where the report goes; null for docs if it is complete, else for a folder of the build
 */
record Options(
    Path root,
    Path home,
    List<String> scenarios,
    List<String> proxies,
    int seconds,
    boolean update,
    @Nullable Path out) {
  static final List<String> PROXIES = List.of("forebay", "haproxy-reference", "haproxy-tuned");
  private static final int DEFAULT_SECONDS = 20;
  private static final String USAGE =
      """
      usage: bench/failover/run [option...]
        --scenario LIST   some of: %s
        --proxy LIST      some of: %s
        --quick           only Forebay
        --seconds N       length of a run, 10 to 60 (default 20; some scenarios need longer)
        --update          has what is not chosen in the report as well, from the last time it ran here
        --out DIR         where the report goes (default: docs for all scenarios with all proxies
                          and with --update, else bench/target/failover)
      Exit codes: 0 done; 1 something did not start or broke down; 2 usage; 3 Forebay missed a target.
      """;

  /**
   * Reads the arguments; the first two, the checkout and the distribution, come from the script.
   */
  static Options parse(List<String> arguments) {
    Iterator<String> rest = arguments.iterator();
    Path root = Path.of(rest.next());
    Path home = Path.of(rest.next());
    List<String> scenarios = scenarioNames();
    List<String> proxies = PROXIES;
    int seconds = DEFAULT_SECONDS;
    boolean update = false;
    Path out = null;
    while (rest.hasNext()) {
      String option = rest.next();
      switch (option) {
        case "--quick" -> proxies = PROXIES.subList(0, 1);
        case "--update" -> update = true;
        case "--scenario" -> scenarios = some(option, value(option, rest), scenarioNames());
        case "--proxy" -> proxies = some(option, value(option, rest), PROXIES);
        case "--seconds" -> seconds = seconds(value(option, rest));
        case "--out" -> out = Path.of(value(option, rest)).toAbsolutePath();
        default -> throw new IllegalArgumentException("unknown option: " + option);
      }
    }
    return new Options(root, home, scenarios, proxies, seconds, update, out);
  }

  static String usage() {
    return USAGE.formatted(String.join(",", scenarioNames()), String.join(",", PROXIES));
  }

  /** Whether the report has everything in it. */
  boolean isComplete() {
    return update || scenarios.equals(scenarioNames()) && proxies.equals(PROXIES);
  }

  /** Where the report goes. */
  Path directory() {
    if (out != null) {
      return out;
    }
    return isComplete() ? root.resolve("docs") : root.resolve("bench/target/failover");
  }

  /** Where the measurements of one run are kept. */
  Path runFile(String scenario, String proxy) {
    return root.resolve("bench/target/failover/runs/" + scenario + '-' + proxy + ".txt");
  }

  private static List<String> scenarioNames() {
    return Scenarios.all().stream().map(Scenario::name).toList();
  }

  private static String value(String option, Iterator<String> rest) {
    if (!rest.hasNext()) {
      throw new IllegalArgumentException(option + ": needs a value");
    }
    return rest.next();
  }

  /** Those of {@code known} that are in the list, in their own order. */
  private static List<String> some(String option, String list, List<String> known) {
    List<String> names = List.of(list.split(","));
    List<String> unknown = new ArrayList<>(names);
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          option + ": " + unknown.get(0) + " (expected: some of " + String.join(",", known) + ")");
    }
    return known.stream().filter(names::contains).toList();
  }

  private static int seconds(String value) {
    if (!value.matches("[1-5][0-9]|60")) {
      throw new IllegalArgumentException(
          "--seconds: " + value + " (expected: a number from 10 to 60)");
    }
    return Integer.parseInt(value);
  }
}
