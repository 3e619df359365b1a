package io.forebay.config.yaml;

import io.forebay.config.AccessLogOverrides;
import io.forebay.config.OverridesConfig;
import io.forebay.config.TimeoutOverrides;
import org.jspecify.annotations.Nullable;

/** The keys that a listener and a route have in common and that win over a backend's. */
final class OverridesSection {
  private static final String UNLIMITED = "unlimited";

  private OverridesSection() {}

  /**
   * @param inherited what is said further out of the access log
   */
  static OverridesConfig ofListener(
      MapReader owner, TimeoutOverrides timeouts, AccessLogOverrides inherited) {
    return new OverridesConfig(
        timeouts.ofServers(),
        RetrySection.read(owner),
        maxRequestBody(owner),
        AccessLogSection.read(owner, inherited),
        ErrorPagesSection.read(owner));
  }

  static OverridesConfig ofRoute(MapReader owner, AccessLogOverrides inherited) {
    TimeoutOverrides timeouts =
        TimeoutsSection.ofServers(owner, "routes", "the listener's timeouts or defaults.timeouts");
    return ofListener(owner, timeouts, inherited);
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
