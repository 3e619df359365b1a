package io.forebay.bench.failover.report;

import io.forebay.bench.failover.result.Figures;
import io.forebay.bench.failover.result.Run;
import io.forebay.bench.failover.result.Target;
import java.util.List;

/**
 * One scenario in the report.
 *
 * @param name a word for files and links
 * @param targets what is to be reached
 * @param runs one for each proxy that took part
 * @param absent proxies that did not, each with the reason
 */
public record Chapter(
    String name, String title, List<Target> targets, List<Run> runs, List<String> absent) {

  /** Targets that {@code run} missed. */
  public List<Target> missed(Run run) {
    Figures figures = Figures.of(run);
    return targets.stream().filter(target -> !target.isMet(figures)).toList();
  }
}
