package io.forebay.config.yaml;

import io.forebay.config.AccessLogOverrides;
import io.forebay.config.ForwardedHeader;
import io.forebay.config.OverridesConfig;
import io.forebay.config.RouteLimitsConfig;
import io.forebay.config.TimeoutOverrides;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The keys that a listener and a route have in common and that win over a backend's. */
final class OverridesSection {
  private static final String UNLIMITED = "unlimited";

  private OverridesSection() {}

  /**
   * @param inherited what is said further out of the access log
   */
  static OverridesConfig ofListener(
      MapReader owner,
      References references,
      TimeoutOverrides timeouts,
      AccessLogOverrides inherited) {
    return read(owner, references, timeouts, inherited, null, null);
  }

  static OverridesConfig ofRoute(
      MapReader owner, References references, AccessLogOverrides inherited) {
    TimeoutOverrides timeouts =
        TimeoutsSection.ofServers(owner, "routes", "the listener's timeouts or defaults.timeouts");
    return read(
        owner, references, timeouts, inherited, forwarded(owner), LimitsSection.ofRoute(owner));
  }

  private static OverridesConfig read(
      MapReader owner,
      References references,
      TimeoutOverrides timeouts,
      AccessLogOverrides inherited,
      @Nullable Set<ForwardedHeader> forwarded,
      @Nullable RouteLimitsConfig limits) {
    return new OverridesConfig(
        timeouts.ofServers(),
        RetrySection.read(owner),
        maxRequestBody(owner),
        AccessLogSection.read(owner, inherited),
        ErrorPagesSection.read(owner),
        forwarded,
        limits,
        PolicySection.read(owner, references));
  }

  /** Which peers are trusted must be known before the route is, which may depend on the client. */
  private static @Nullable Set<ForwardedHeader> forwarded(MapReader owner) {
    MapReader map = owner.map("forwarded");
    if (map == null) {
      return null;
    }
    for (String key : List.of("trusted_proxies", "source")) {
      map.refuse(key, "not a setting of routes (expected: it in the listener's forwarded)");
    }
    Set<ForwardedHeader> add =
        Words.set(map, "add", ForwardedHeader.class, Words.forwardedHeaders(), Set.of());
    map.finish(UnsupportedKeys.Level.FORWARDED);
    return map.has("add") ? add : null;
  }

  /** Null when the key is absent, and after a problem. */
  static @Nullable Long maxRequestBody(MapReader owner) {
    Place place = owner.at("max_request_body");
    if (place == null) {
      return null;
    }
    if (place.node().text().equals(UNLIMITED)) {
      return OverridesConfig.UNLIMITED;
    }
    Long size = Scalars.size(place, Sizes.EXPECTED + ", or " + UNLIMITED);
    if (size != null && size == 0) {
      place.expected("more than 0, or " + UNLIMITED);
      return null;
    }
    return size;
  }
}
