package io.forebay.config.yaml;

import io.forebay.config.ProxyProtocolConfig;
import io.forebay.config.TrustedPeers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** {@code proxy_protocol} of a listener. */
final class ProxyProtocolSection {
  private static final String EXPECTED = "at least one network of those that send it, or unix";

  private ProxyProtocolSection() {}

  /** Null for none, and after a problem. */
  static @Nullable ProxyProtocolConfig read(@Nullable MapReader map) {
    if (map == null) {
      return null;
    }
    TrustedPeers from = TrustedPeersList.read(map, "from");
    Place fromPlace = map.at("from");
    if (fromPlace == null) {
      map.place().problem("from is missing (expected: " + EXPECTED + ")");
    } else if (fromPlace.isEmptyList()) {
      fromPlace.problem("nobody (expected: " + EXPECTED + ")");
    }
    Duration timeout = map.duration("timeout", ProxyProtocolConfig.DEFAULT_TIMEOUT);
    boolean required = map.bool("required", true);
    map.finish(UnsupportedKeys.Level.PROXY_PROTOCOL);
    return from.isEmpty() ? null : new ProxyProtocolConfig(from, timeout, required);
  }
}
