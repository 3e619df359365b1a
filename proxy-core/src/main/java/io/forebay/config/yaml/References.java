package io.forebay.config.yaml;

import io.forebay.config.RateLimitZoneConfig;
import io.forebay.config.StickyConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Names that point to something elsewhere in the file, and what they point to. */
final class References {
  private record Use(String name, Place place) {}

  private record StickyUse(String backend, Place place, boolean own, StickyConfig said) {}

  private final Map<String, Place> backends = new LinkedHashMap<>();
  private final Map<String, Place> headerSets = new LinkedHashMap<>();
  private final List<Use> backendUses = new ArrayList<>();
  private final List<Use> backendMentions = new ArrayList<>();
  private final List<Use> headerSetUses = new ArrayList<>();
  private final Map<String, @Nullable StickyConfig> stickyBackends = new LinkedHashMap<>();
  private final List<Place> cookies = new ArrayList<>();
  private final List<StickyUse> stickyUses = new ArrayList<>();
  private final Map<String, Place> zones = new LinkedHashMap<>();
  private final Map<String, RateLimitZoneConfig> zoneConfigs = new HashMap<>();
  private final List<Use> zoneUses = new ArrayList<>();
  private final Map<String, Use> fallbacks = new LinkedHashMap<>();

  void defineBackend(String name, Place place) {
    backends.put(name, place);
  }

  void defineHeaderSet(String name, Place place) {
    headerSets.put(name, place);
  }

  void useBackend(String name, Place place) {
    backendUses.add(new Use(name, place));
  }

  /** {@code default_backend} or its short form, or null. */
  @Nullable String defaultBackend(MapReader map) {
    Place full = map.at("default_backend");
    Place shorthand = map.at("backend");
    if (full != null && shorthand != null) {
      shorthand.problem("backend means default_backend (expected: one of the two)");
    }
    Place place = full == null ? shorthand : full;
    String name = place == null ? null : Scalars.text(place, "the name of a backend");
    if (name != null) {
      useBackend(name, place);
    }
    return name;
  }

  /** Has {@code name} stand in for {@code backend}. */
  void fallBack(String backend, String name, Place place) {
    fallbacks.put(backend, new Use(name, place));
    useBackend(name, place);
  }

  /** Refers to a backend without sending it any traffic. */
  void mentionBackend(String name, Place place) {
    backendMentions.add(new Use(name, place));
  }

  /**
   * What a backend says of how its clients keep their server; null for nothing.
   *
   * @param place where it says so
   */
  void defineSticky(String backend, @Nullable StickyConfig sticky, Place place) {
    stickyBackends.put(backend, sticky);
    noteCookie(sticky, place);
  }

  private void noteCookie(@Nullable StickyConfig sticky, Place place) {
    if (sticky != null && sticky.cookie() != null) {
      cookies.add(place);
    }
  }

  /** There is no secret that is the same in the next process, and in others. */
  void warnOfCookies() {
    cookies.forEach(
        it -> it.warn("clients lose their servers at a restart (expected: global.secret)"));
  }

  /**
   * A route says {@code sticky}, or inherits it from where it says nothing of {@code backend}.
   *
   * @param owner the route
   */
  void useSticky(String backend, MapReader owner, @Nullable StickyConfig said) {
    Place own = owner.at("sticky");
    if (said != null) {
      noteCookie(own == null ? null : said, own == null ? owner.place() : own);
      stickyUses.add(new StickyUse(backend, own == null ? owner.place() : own, own != null, said));
    }
  }

  void useHeaderSet(String name, Place place) {
    headerSetUses.add(new Use(name, place));
  }

  /**
   * @param config null after a problem
   */
  void defineZone(String name, Place place, @Nullable RateLimitZoneConfig config) {
    zones.put(name, place);
    if (config != null) {
      zoneConfigs.put(name, config);
    }
  }

  /** One of {@code rate_limits}, which are read before all else; null where there is no such. */
  @Nullable RateLimitZoneConfig zone(String name) {
    return zoneConfigs.get(name);
  }

  void useZone(String name, Place place) {
    zoneUses.add(new Use(name, place));
  }

  /** Problems for names that point nowhere, warnings for what nothing points to. */
  void report() {
    requireDefined("backend", backends, backendUses);
    requireDefined("backend", backends, backendMentions);
    requireDefined("header set", headerSets, headerSetUses);
    requireDefined("rate limit", zones, zoneUses);
    stickyUses.forEach(this::requireSense);
    reportFallbackCycles();
    warnUnused("backend", backends, backendUses);
    warnUnused("header set", headerSets, headerSetUses);
    warnUnused("rate limit", zones, zoneUses);
  }

  /** What routes say of stickiness together with what their backends say. */
  private void requireSense(StickyUse use) {
    StickyConfig all = StickyConfig.merge(stickyBackends.get(use.backend), use.said);
    if (all != null && (use.own || all.isComplete())) {
      StickySection.requireWhole(use.place, use.said, all);
    }
  }

  /** Each once, where the first of its backends is. */
  private void reportFallbackCycles() {
    Set<String> reported = new HashSet<>();
    for (String first : fallbacks.keySet()) {
      Set<String> way = new LinkedHashSet<>();
      String name = first;
      while (fallbacks.containsKey(name) && way.add(name)) {
        name = fallbacks.get(name).name;
      }
      if (name.equals(first) && reported.add(first)) {
        reported.addAll(way);
        String text = String.join(" -> ", way) + " -> " + name;
        fallbacks
            .get(first)
            .place
            .problem(Texts.clip(text, 300) + " (expected: a chain that ends)");
      }
    }
  }

  private static void requireDefined(String what, Map<String, Place> defined, List<Use> uses) {
    for (Use use : uses) {
      if (!defined.containsKey(use.name)) {
        String suggestion = Suggestions.nearest(use.name, defined.keySet());
        use.place.expected(expected(what, defined), suggestion);
      }
    }
  }

  private static void warnUnused(String what, Map<String, Place> defined, List<Use> uses) {
    Set<String> used = uses.stream().map(Use::name).collect(Collectors.toSet());
    defined.forEach(
        (name, place) -> {
          if (!used.contains(name)) {
            place.warn("nothing uses this " + what);
          }
        });
  }

  private static String expected(String what, Map<String, Place> defined) {
    return defined.isEmpty()
        ? "a " + what + ", but there is none"
        : "a " + what + ": " + Texts.clip(String.join(", ", defined.keySet()), 200);
  }
}
