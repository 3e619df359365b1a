package io.forebay.config.yaml;

import io.forebay.config.ConfigProblem;
import java.util.List;

/**
 * What a file would change if it took the place of the one in force.
 *
 * @param warnings what is allowed in it but probably not meant
 */
public record ConfigDifference(List<ConfigDiff.Entry> changes, List<ConfigProblem> warnings) {
  public ConfigDifference {
    changes = List.copyOf(changes);
    warnings = List.copyOf(warnings);
  }

  /** Whether no client would notice. */
  public boolean isHitless() {
    return changes.stream().allMatch(it -> ChangeCost.of(it).isHitless());
  }
}
