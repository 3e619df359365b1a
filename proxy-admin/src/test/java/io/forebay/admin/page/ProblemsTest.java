package io.forebay.admin.page;

import static io.forebay.admin.page.Samples.backend;
import static io.forebay.admin.page.Samples.picture;
import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.admin.page.Samples.Sample;
import io.forebay.admin.stats.History;
import io.forebay.net.CertificateInfo;
import io.forebay.observe.ReloadResult;
import io.forebay.observe.Reloads;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProblemsTest {

  @Test
  void allUp_hasNone() {
    Picture picture = picture(backend("app", new Sample("one"), new Sample("two")));
    assertThat(Problems.of(picture)).isEmpty();
    assertThat(headline(picture)).isEqualTo("All is well: 1 backend, 2 of 2 servers usable");
  }

  @Test
  void oneDown_saysSinceWhenAndWhy() {
    Sample down = new Sample("two").down("check answered 503, 3 of 3 failed");
    Picture picture = picture(backend("app", new Sample("one"), down), backend("api", up()));
    assertThat(told(picture))
        .containsExactly(
            "warn app: 1 of 2 servers down: two for 3 min, because check answered 503, 3 of 3"
                + " failed -> s:app/two");
    assertThat(headline(picture)).isEqualTo("1 of 2 backends fine, 2 of 3 servers usable");
  }

  @Test
  void manyDown_namesAFew() {
    Picture picture = picture(backend("app", down(), down(), down(), down(), up()));
    assertThat(told(picture).get(0))
        .contains("4 of 5 servers down")
        .endsWith("and 1 more -> s:app/x");
  }

  @Test
  void allDown_isWorseThanOneDown() {
    Picture picture = picture(backend("app", up(), down()), backend("api", down()));
    assertThat(told(picture).get(0))
        .startsWith("bad api: none of its servers can be used: x for 3");
    assertThat(told(picture).get(1)).startsWith("warn app:");
  }

  @Test
  void backupStandsBy_isWell() {
    Sample backup = new Sample("spare");
    backup.backup = true;
    Picture picture = picture(backend("app", up(), backup));
    assertThat(headline(picture)).isEqualTo("All is well: 1 backend, 1 of 1 server usable");
    assertThat(BackendRow.of(picture.backends().get(0), List.of()).cells().get(0).text())
        .contains("1 of 1", "usable, 1 backup");
  }

  @Test
  void otherRole_isNoProblem() {
    Sample replica = new Sample("replica").down("check answered 503");
    replica.healthText = "DOWN (role)";
    assertThat(Problems.of(picture(backend("pg", up(), replica)))).isEmpty();
  }

  @Test
  void breakerOpenOrEjected_isAvoided() {
    Sample broken = new Sample("one");
    broken.breaker = "open";
    broken.avoided = List.of("ejected");
    assertThat(told(picture(backend("app", broken, up()))).get(0))
        .contains("1 of 2 servers avoided: one for 3 min, ejected and breaker open");
  }

  @Test
  void drained_isANoteWithItsProgress() {
    Sample drained = new Sample("one");
    drained.state = "drain";
    drained.inFlight = 4;
    drained.drainMillisLeft = 21_900;
    Picture picture = picture(backend("app", drained, up()));
    assertThat(told(picture))
        .containsExactly("note app: one is being drained: 4 in flight, 21 s left -> s:app/one");
    assertThat(headline(picture)).startsWith("All is well");
  }

  @Test
  void requestsWait_areTold() {
    Picture picture = picture(backend("app", 12, History.NONE, up()));
    assertThat(told(picture)).containsExactly("warn app: 12 requests wait for a server -> b:app");
  }

  @Test
  void errors_fewOrSmallPart_areNotTold() {
    assertThat(Problems.of(picture(backend("app", 0, history(100, 0.9f), up())))).isEmpty();
    assertThat(Problems.of(picture(backend("app", 0, history(0.1f, 0.05f), up())))).isEmpty();
  }

  @Test
  void errors_ofTheLastMinute_areTold() {
    assertThat(told(picture(backend("app", 0, history(100, 5), up()))))
        .containsExactly("warn app: 5.0% of its answers are errors -> b:app");
    assertThat(told(picture(backend("app", 0, history(100, 50), up()))).get(0)).startsWith("bad ");
  }

  @Test
  void reloadRefused_isTold() {
    Reloads reloads = new Reloads(Clock.systemUTC());
    reloads.add(
        new ReloadResult(
            "SIGHUP", Instant.EPOCH, Duration.ZERO, List.of("f.yaml:1:1: x"), List.of(), 1, "h"));
    Picture picture = picture(List.of(), List.of(), reloads.state(), backend("app", up()));
    assertThat(told(picture).get(0)).contains("reload by SIGHUP failed", "f.yaml:1:1: x");
    assertThat(headline(picture)).isEqualTo("The backends are fine, but something else is not");
  }

  @Test
  void certificates_areToldBeforeTheyEnd() {
    assertThat(certificate(31, null)).isEmpty();
    assertThat(certificate(29, null))
        .containsExactly("warn certificate a.example expires in 29 d -> certificates");
    assertThat(certificate(6, null).get(0)).startsWith("bad certificate");
    assertThat(certificate(-1, null).get(0))
        .isEqualTo("bad certificate a.example has expired -> certificates");
    assertThat(certificate(31, "no key").get(0)).contains("is not used: no key");
  }

  private static List<String> certificate(int days, @Nullable String problem) {
    Instant end = Samples.NOW.plus(Duration.ofDays(days));
    CertificateInfo info =
        new CertificateInfo(
            "web", Path.of("f"), List.of("a.example"), "EC", end, "", problem, null, null);
    Reloads.State reloads = new Reloads(Clock.systemUTC()).state();
    return told(picture(List.of(info), List.of(), reloads, backend("app", up())));
  }

  private static Sample up() {
    return new Sample("up");
  }

  private static Sample down() {
    return new Sample("x").down("check answered 503");
  }

  private static History history(float requests, float errors) {
    float[] none = new float[History.POINTS];
    return new History(History.STEP_SECONDS, filled(requests), filled(errors), none, none);
  }

  private static float[] filled(float value) {
    float[] values = new float[History.POINTS];
    Arrays.fill(values, value);
    return values;
  }

  private static String headline(Picture picture) {
    return Verdict.of(picture, Problems.of(picture)).headline();
  }

  private static List<String> told(Picture picture) {
    return Problems.of(picture).stream()
        .map(it -> it.severity().word() + " " + it.text() + " -> " + it.target())
        .toList();
  }
}
