package io.forebay.daemon;

import io.forebay.net.CertificateInfo;
import io.forebay.observe.Event;
import io.forebay.observe.Events;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * Makes events of certificates that have changed, are refused or will soon expire, of the latter
 * once a day each, and of what is doubtful of authorities, revocations and keys of tickets.
 * Life-cycle thread.
 */
final class CertificateEvents {
  /** How long before its end a certificate should have been renewed. */
  static final Duration SOON = Duration.ofDays(21);

  private static final Duration DAY = Duration.ofDays(1);

  private record Key(String listener, Path file) {}

  /**
   * @param staple why there is no staple, as it was told
   * @param warned when it was last told that the certificate expires
   */
  private record Told(CertificateInfo info, @Nullable String staple, @Nullable Instant warned) {}

  private final Events events;
  private final InstantSource clock;
  private Map<Key, Told> told = new HashMap<>();
  private Set<String> warned = Set.of();

  CertificateEvents(Events events, InstantSource clock) {
    this.events = events;
    this.clock = clock;
  }

  /**
   * Tells what is new since the last time.
   *
   * @param infos of all certificates that are configured now
   * @param warnings of other files by which listeners encrypt, each with its listener
   */
  void look(List<CertificateInfo> infos, List<String> warnings) {
    warnings.stream()
        .filter(it -> !warned.contains(it))
        .forEach(it -> events.add(Level.WARN, Event.Kind.CERTIFICATE, null, null, it));
    warned = Set.copyOf(warnings);
    Map<Key, Told> next = new HashMap<>();
    for (CertificateInfo info : infos) {
      Key key = new Key(info.listener(), info.file());
      Told before = told.get(key);
      tellChange(before == null ? null : before.info, info);
      String staple = stapleProblem(info);
      if (staple != null && (before == null || !staple.equals(before.staple))) {
        add(Level.WARN, info, "has no OCSP staple: " + staple);
      }
      next.put(key, new Told(info, staple, tellExpiry(before, info)));
    }
    told = next;
  }

  private void tellChange(@Nullable CertificateInfo before, CertificateInfo now) {
    String problem = now.problem();
    String earlier = before == null ? null : before.problem();
    if (problem != null && !problem.equals(earlier)) {
      String rest = now.notAfter() == null ? "" : "; the one before it stays in use";
      add(Level.WARN, now, "refused: " + problem + rest);
    } else if (before != null && !before.fingerprint().equals(now.fingerprint())) {
      add(Level.INFO, now, "changed: " + description(now));
    } else if (problem == null && earlier != null) {
      add(Level.INFO, now, "no longer refused: " + description(now));
    }
  }

  /** It may have expired since it was read. */
  private @Nullable String stapleProblem(CertificateInfo info) {
    Instant end = info.stapleUntil();
    boolean expired = end != null && !clock.instant().isBefore(end);
    return expired ? "OCSP response expired at " + end : info.stapleProblem();
  }

  private static String description(CertificateInfo info) {
    return info.keyType()
        + " for "
        + String.join(", ", info.names())
        + ", until "
        + info.notAfter();
  }

  /** When it was last told that it expires; null if that is not to be told. */
  private @Nullable Instant tellExpiry(@Nullable Told before, CertificateInfo info) {
    Instant end = info.notAfter();
    Instant now = clock.instant();
    if (end == null || Duration.between(now, end).compareTo(SOON) > 0) {
      return null;
    }
    Instant warned = before == null ? null : before.warned;
    boolean other = before != null && !Objects.equals(before.info.notAfter(), end);
    if (warned != null && !other && Duration.between(warned, now).compareTo(DAY) < 0) {
      return warned;
    }
    add(Level.WARN, info, expiry(now, end));
    return now;
  }

  /** In words, such as {@code expires in 20 days, at 2026-12-11T10:00:00Z}. */
  static String expiry(Instant now, Instant end) {
    if (!now.isBefore(end)) {
      return "has expired at " + end;
    }
    long days = Duration.between(now, end).toDays();
    String left = days == 0 ? "less than a day" : days == 1 ? "1 day" : days + " days";
    return "expires in " + left + ", at " + end;
  }

  private void add(Level level, CertificateInfo info, String text) {
    String whose = "listener " + info.listener() + " certificate " + info.file() + " ";
    events.add(level, Event.Kind.CERTIFICATE, null, null, whose + text);
  }
}
