package io.forebay.config.yaml;

import io.forebay.config.Cidr;
import io.forebay.config.LimitDelay;
import io.forebay.config.LimitFields;
import io.forebay.config.RateLimitConfig;
import io.forebay.config.RateLimitUseConfig;
import io.forebay.config.RateLimitZoneConfig;
import io.forebay.config.RequestRate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code rate_limit}: {@code none}, the use of a zone, or a list of these. */
final class RateLimitSection {
  private static final String NONE = "none";
  private static final String EXPECTED = "none, a map with a zone, or a list of such maps";

  private final References references;

  RateLimitSection(References references) {
    this.references = references;
  }

  /** Null when the key is absent, and after a problem. */
  @Nullable RateLimitConfig read(MapReader owner) {
    Place place = owner.at("rate_limit");
    if (place == null) {
      return null;
    }
    if (place.node().kind() == YamlNode.Kind.SCALAR) {
      if (place.node().text().equals(NONE)) {
        return new RateLimitConfig(List.of());
      }
      place.expected(EXPECTED);
      return null;
    }
    if (place.isEmptyList()) {
      place.expected(EXPECTED);
      return null;
    }
    int before = owner.problems().count();
    List<RateLimitUseConfig> uses = new ArrayList<>();
    for (Place item : place.itemsOrSelf()) {
      MapReader map = MapReader.of(item);
      RateLimitUseConfig use = map == null ? null : use(map);
      if (use != null && uses.stream().anyMatch(it -> it.zone().equals(use.zone()))) {
        item.problem("zone " + use.zone() + " is used twice (expected: each zone once)");
      } else if (use != null) {
        uses.add(use);
      }
    }
    return owner.problems().count() == before ? new RateLimitConfig(uses) : null;
  }

  /** Null after a problem. */
  private @Nullable RateLimitUseConfig use(MapReader map) {
    int before = map.problems().count();
    String zone = zone(map);
    int burst = map.integer("burst", 0, 0, RateLimitUseConfig.MOST_BURST);
    Place delayPlace = map.at("delay");
    LimitDelay delay = map.word("delay", LimitDelay.PACED, Words.of(LimitDelay.class));
    if (delayPlace != null && burst == 0) {
      delayPlace.problem("delay without burst (expected: a burst, whose requests are delayed)");
    }
    Place statusPlace = map.at("status");
    Integer status = statusPlace == null ? null : Scalars.integer(statusPlace, 400, 599);
    boolean dryRun = map.bool("dry_run", false);
    LimitFields headers = map.word("headers", LimitFields.REFUSED, Words.of(LimitFields.class));
    List<Cidr> allow = allow(map);
    map.finish(UnsupportedKeys.Level.RATE_LIMIT);
    if (zone != null && burst > 0) {
      requireBurst(map, references.zone(zone), burst, delay);
    }
    if (map.problems().count() != before || zone == null) {
      return null;
    }
    return new RateLimitUseConfig(
        zone, burst, burst == 0 ? null : delay, status, dryRun, headers, allow);
  }

  private @Nullable String zone(MapReader map) {
    Place place = map.at("zone");
    if (place == null) {
      map.place().problem("zone is missing (expected: the name of one of rate_limits)");
      return null;
    }
    String zone = Scalars.text(place, "the name of one of rate_limits");
    if (zone != null) {
      references.useZone(zone, place);
    }
    return zone;
  }

  private static void requireBurst(
      MapReader map, @Nullable RateLimitZoneConfig zone, int burst, LimitDelay delay) {
    Place place = map.at("burst");
    if (place == null || zone == null) {
      return;
    }
    RequestRate rate = zone.rate();
    if (!zone.allowsBurst() || rate == null) {
      place.problem(
          "burst: %d (expected: only with a zone whose algorithm is token_bucket, unlike %s)"
              .formatted(burst, zone.name()));
    } else if (burst > RateLimitUseConfig.largestBurst(rate, delay)) {
      place.problem(
          "burst: %d (expected: at most %d at %s, which is %s)"
              .formatted(
                  burst,
                  RateLimitUseConfig.largestBurst(rate, delay),
                  rate,
                  delay == LimitDelay.PACED ? "a wait of ten minutes" : "a day ahead"));
    }
  }

  private static List<Cidr> allow(MapReader map) {
    List<Cidr> networks = new ArrayList<>();
    for (Place place : map.words("allow")) {
      Cidr network = Scalars.convert(place, "an IP address or a network", Cidr::parse);
      if (network != null) {
        networks.add(network);
      }
    }
    return networks;
  }
}
