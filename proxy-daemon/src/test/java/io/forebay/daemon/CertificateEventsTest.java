package io.forebay.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.net.CertificateInfo;
import io.forebay.observe.Event;
import io.forebay.observe.Events;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CertificateEventsTest {
  private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");
  private static final Instant LATER = START.plus(Duration.ofDays(90));
  private static final Instant STAPLE_END = START.plus(Duration.ofDays(60));
  private static final String WHOSE = "listener web certificate /x.pem ";

  private final Events events = new Events(Clock.systemUTC());
  private Instant now = START;
  private final CertificateEvents certificates = new CertificateEvents(events, () -> now);
  private List<String> warnings = List.of();
  private long seen;

  private static CertificateInfo info(
      String fingerprint, Instant notAfter, @Nullable String problem, @Nullable String staple) {
    return new CertificateInfo(
        "web",
        Path.of("/x.pem"),
        List.of("app.test", "*.app.test"),
        "EC",
        notAfter,
        fingerprint,
        problem,
        staple,
        staple == null ? STAPLE_END : null);
  }

  private static CertificateInfo good(String fingerprint, Instant notAfter) {
    return info(fingerprint, notAfter, null, null);
  }

  private static CertificateInfo unusable(String problem) {
    return new CertificateInfo(
        "web", Path.of("/x.pem"), List.of(), "", null, "", problem, null, null);
  }

  /** What this look adds. */
  private List<String> look(CertificateInfo... infos) {
    certificates.look(List.of(infos), warnings);
    List<Event> fresh = events.since(0).stream().filter(event -> event.number() > seen).toList();
    assertThat(fresh).allMatch(it -> it.kind() == Event.Kind.CERTIFICATE);
    seen += fresh.size();
    return fresh.stream().map(Event::text).toList();
  }

  @Test
  void goodFromTheStart_isNotWorthAnEvent() {
    assertThat(look(good("a", LATER))).isEmpty();
    assertThat(look(good("a", LATER))).isEmpty();
  }

  @Test
  void changed_isToldOnce() {
    look(good("a", LATER));
    assertThat(look(good("b", LATER)))
        .containsExactly(WHOSE + "changed: EC for app.test, *.app.test, until " + LATER);
    assertThat(look(good("b", LATER))).isEmpty();
  }

  @Test
  void refused_isToldOnceForEachReason_andItsEnd() {
    look(good("a", LATER));
    String kept = "; the one before it stays in use";
    assertThat(look(info("a", LATER, "/x.pem: bad", null)))
        .containsExactly(WHOSE + "refused: /x.pem: bad" + kept);
    assertThat(look(info("a", LATER, "/x.pem: bad", null))).isEmpty();
    assertThat(look(info("a", LATER, "/x.pem: worse", null)))
        .containsExactly(WHOSE + "refused: /x.pem: worse" + kept);
    assertThat(look(good("a", LATER)))
        .containsExactly(WHOSE + "no longer refused: EC for app.test, *.app.test, until " + LATER);
  }

  @Test
  void refusedFromTheStart_andThenGood() {
    assertThat(look(unusable("/x.pem: bad"))).containsExactly(WHOSE + "refused: /x.pem: bad");
    assertThat(look(good("a", LATER)))
        .containsExactly(WHOSE + "changed: EC for app.test, *.app.test, until " + LATER);
  }

  @Test
  void withoutStaple_isToldOnce() {
    CertificateInfo info = info("a", LATER, null, "/x.ocsp: too old");
    assertThat(look(info)).containsExactly(WHOSE + "has no OCSP staple: /x.ocsp: too old");
    assertThat(look(info)).isEmpty();
    assertThat(look(good("a", LATER))).isEmpty();
  }

  @Test
  void stapleThatExpires_isToldOnce() {
    look(good("a", LATER));
    now = STAPLE_END;
    assertThat(look(good("a", LATER)))
        .containsExactly(WHOSE + "has no OCSP staple: OCSP response expired at " + STAPLE_END);
    assertThat(look(good("a", LATER))).isEmpty();
  }

  @Test
  void warningOfAnotherFile_isToldOnce_andAgainWhenItComesBack() {
    warnings = List.of("listener web crl: /x.crl: too old");
    assertThat(look()).containsExactly("listener web crl: /x.crl: too old");
    assertThat(look()).isEmpty();
    warnings = List.of();
    assertThat(look()).isEmpty();
    warnings = List.of("listener web crl: /x.crl: too old");
    assertThat(look()).hasSize(1);
  }

  @Test
  void expiry_isToldFrom21DaysOn_onceADay() {
    Instant end = START.plus(Duration.ofDays(21)).plusSeconds(1);
    assertThat(look(good("a", end))).isEmpty();
    now = START.plusSeconds(1);
    assertThat(look(good("a", end))).containsExactly(WHOSE + "expires in 21 days, at " + end);
    now = now.plus(Duration.ofHours(23));
    assertThat(look(good("a", end))).isEmpty();
    now = now.plus(Duration.ofHours(1));
    assertThat(look(good("a", end))).containsExactly(WHOSE + "expires in 20 days, at " + end);
    now = end;
    assertThat(look(good("a", end))).containsExactly(WHOSE + "has expired at " + end);
  }

  @Test
  void expiry_ofANewCertificate_isToldAtOnce() {
    Instant end = START.plus(Duration.ofDays(5));
    look(good("a", end));
    Instant other = START.plus(Duration.ofDays(6));
    assertThat(look(good("b", other)))
        .containsExactly(
            WHOSE + "changed: EC for app.test, *.app.test, until " + other,
            WHOSE + "expires in 6 days, at " + other);
    assertThat(look(good("c", LATER))).hasSize(1);
  }

  @Test
  void expiry_inWords() {
    assertThat(CertificateEvents.expiry(START, START.plusSeconds(60)))
        .isEqualTo("expires in less than a day, at 2026-11-21T10:01:00Z");
    assertThat(CertificateEvents.expiry(START, START.plus(Duration.ofHours(25))))
        .startsWith("expires in 1 day, at");
  }

  @Test
  void certificateThatIsGone_isForgotten() {
    look(good("a", LATER));
    assertThat(look()).isEmpty();
    assertThat(look(good("b", LATER))).isEmpty();
  }
}
