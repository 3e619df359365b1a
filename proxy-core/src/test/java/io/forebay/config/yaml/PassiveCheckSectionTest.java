package io.forebay.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.config.CountedFailures;
import io.forebay.config.EjectionConfig;
import io.forebay.config.FailureKind;
import io.forebay.config.PassiveAction;
import io.forebay.config.PassiveCheckConfig;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What {@code passive_check} is read as. */
class PassiveCheckSectionTest {
  private static final CountedFailures CONNECTION =
      new CountedFailures(EnumSet.allOf(FailureKind.class), Set.of());

  private static ParsedConfig file(String defaults, String backend) {
    return Files.accept(
        """
        listeners: { web: { bind: ":80", backend: app } }
        defaults: { health_check: {}%s }
        backends: { app: { servers: [a:80]%s } }
        """
            .formatted(defaults, backend));
  }

  private static List<PassiveCheckConfig> rules(String defaults, String backend) {
    return file(defaults, backend).config().backends().get("app").passiveCheck();
  }

  @Test
  void absent_isCheckedAtOnceAfterAFailureAndEjectedAfterFiveTimesUnable() {
    List<PassiveCheckConfig> rules = rules("", "");

    assertThat(rules)
        .containsExactly(
            new PassiveCheckConfig(1, null, CONNECTION, PassiveAction.RECHECK, null),
            new PassiveCheckConfig(
                5,
                null,
                new CountedFailures(Set.of(), Set.of(502, 503, 504)),
                PassiveAction.EJECT,
                new EjectionConfig(Duration.ofSeconds(10), 50)));
  }

  @Test
  void none_isNoRule() {
    assertThat(rules("", ", passive_check: none")).isEmpty();
    assertThat(rules(", passive_check: none", "")).isEmpty();
    assertThat(rules(", passive_check: none", ", passive_check: {}")).hasSize(1);
  }

  @Test
  void recheckOfTheContract() {
    assertThat(
            rules(
                "",
                ", passive_check: { max_fails: 1, count: [connect_failure, reset, timeout],"
                    + " action: recheck }"))
        .containsExactly(new PassiveCheckConfig(1, null, CONNECTION, PassiveAction.RECHECK, null));
  }

  @Test
  void ejectionOfTheContract_ejectsWithoutAnotherWord() {
    assertThat(rules("", ", passive_check: { max_fails: 3, window: 30s, eject_for: 30s }"))
        .containsExactly(
            new PassiveCheckConfig(
                3,
                Duration.ofSeconds(30),
                CountedFailures.DEFAULT,
                PassiveAction.EJECT,
                new EjectionConfig(Duration.ofSeconds(30), 50)));
  }

  @Test
  void ofDefaults_mergesKeyByKey() {
    List<PassiveCheckConfig> rules =
        rules(
            ", passive_check: { max_fails: 7, count: status_500, action: eject }",
            ", passive_check: { max_fails: 2, max_ejected: 20% }");

    assertThat(rules)
        .containsExactly(
            new PassiveCheckConfig(
                2,
                null,
                new CountedFailures(Set.of(), Set.of(500)),
                PassiveAction.EJECT,
                new EjectionConfig(Duration.ofSeconds(10), 20)));
  }

  @Test
  void list_replacesThatOfDefaults() {
    assertThat(rules(", passive_check: [{}, {}]", ", passive_check: [{ max_fails: 4 }]"))
        .extracting(PassiveCheckConfig::maxFails)
        .containsExactly(4);
  }

  @Test
  void ejectionKeysOfARecheck_haveNoEffectAndSaySo() {
    ParsedConfig file =
        file(", passive_check: { eject_for: 3s }", ", passive_check: { action: recheck }");

    assertThat(file.warnings())
        .singleElement()
        .asString()
        .contains("passive_check.eject_for: without effect with action recheck");
  }
}
