package io.forebay.config.yaml;

import io.forebay.config.CountedFailures;
import io.forebay.config.EjectionConfig;
import io.forebay.config.PassiveAction;
import io.forebay.config.PassiveCheckConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code passive_check} of a backend: a rule, a list of them, or {@code none}. */
final class PassiveCheckSection {
  private static final String EXPECTED = "a map, a list of at most %d maps, or none";

  private PassiveCheckSection() {}

  /** The default where the key is absent; the rules without problems. */
  static List<PassiveCheckConfig> read(MapReader owner) {
    Place place = owner.at("passive_check");
    if (place == null) {
      return PassiveCheckConfig.DEFAULT;
    }
    YamlNode node = place.node();
    if (node.kind() == YamlNode.Kind.SCALAR) {
      if (!node.text().equals("none")) {
        place.expected(EXPECTED.formatted(PassiveCheckConfig.MAX_RULES));
      }
      return List.of();
    }
    int count = node.items().size();
    if (place.isEmptyList() || count > PassiveCheckConfig.MAX_RULES) {
      String expected = EXPECTED.formatted(PassiveCheckConfig.MAX_RULES);
      place.problem(count + " rules (expected: " + expected + ")");
      return List.of();
    }
    List<PassiveCheckConfig> rules = new ArrayList<>();
    for (Place item : place.itemsOrSelf()) {
      MapReader map = MapReader.of(item);
      PassiveCheckConfig rule = map == null ? null : rule(map);
      if (rule != null) {
        rules.add(rule);
      }
    }
    return rules;
  }

  /** Null after a problem. */
  private static @Nullable PassiveCheckConfig rule(MapReader map) {
    int before = map.problems().count();
    int maxFails =
        map.integer(
            "max_fails",
            PassiveCheckConfig.DEFAULT_MAX_FAILS,
            1,
            PassiveCheckConfig.LARGEST_MAX_FAILS);
    Place windowPlace = map.at("window");
    Duration window = windowPlace == null ? null : Scalars.duration(windowPlace, false);
    CountedFailures count = CountedFailuresList.read(map, "count", CountedFailures.DEFAULT);
    boolean ejects = map.has("eject_for");
    PassiveAction usual = ejects ? PassiveAction.EJECT : PassiveAction.RECHECK;
    PassiveAction action = map.word("action", usual, Words.of(PassiveAction.class));
    EjectionConfig ejection = ejection(map, action);
    map.finish(UnsupportedKeys.Level.PASSIVE_CHECK);
    return map.problems().count() != before
        ? null
        : new PassiveCheckConfig(maxFails, window, count, action, ejection);
  }

  /** Null where nothing is ejected. */
  private static @Nullable EjectionConfig ejection(MapReader map, PassiveAction action) {
    Duration ejectFor = map.duration("eject_for", EjectionConfig.DEFAULT_EJECT_FOR);
    Place maxPlace = map.at("max_ejected");
    Integer max = maxPlace == null ? null : Scalars.percent(maxPlace);
    if (max != null && max == 0) {
      maxPlace.expected("a percentage from 1% to 100%, such as 50%");
      return null;
    }
    if (action != PassiveAction.EJECT) {
      warn(map.at("eject_for"));
      warn(maxPlace);
      return null;
    }
    return new EjectionConfig(ejectFor, max == null ? EjectionConfig.DEFAULT_MAX_EJECTED : max);
  }

  private static void warn(@Nullable Place place) {
    if (place != null) {
      place.warn("without effect with action recheck");
    }
  }
}
