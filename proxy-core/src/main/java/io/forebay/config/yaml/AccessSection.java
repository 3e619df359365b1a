package io.forebay.config.yaml;

import io.forebay.config.AccessConfig;
import io.forebay.config.AddressListConfig;
import io.forebay.config.RejectConfig;
import org.jspecify.annotations.Nullable;

/** {@code access}, wherever it stands; its files are read together with the configuration. */
final class AccessSection {
  private AccessSection() {}

  /** Null when the key is absent, and after a problem. */
  static @Nullable AccessConfig read(MapReader owner) {
    Place place = owner.at("access");
    if (place == null) {
      return null;
    }
    if (place.node().kind() == YamlNode.Kind.SCALAR) {
      if (!place.node().text().equals("none")) {
        place.expected("a map, or none");
      }
      return AccessConfig.OFF;
    }
    MapReader map = MapReader.of(place);
    return map == null ? null : config(map);
  }

  private static AccessConfig config(MapReader map) {
    // An empty file of addresses to refuse is a beginning; one of those to let in is a mistake.
    AddressListConfig allow = AddressListSection.read(map, "allow", false);
    AddressListConfig deny = AddressListSection.read(map, "deny", true);
    Place reject = map.at("reject");
    RejectConfig rejection = reject == null ? null : RejectSection.read(reject);
    map.finish(UnsupportedKeys.Level.ACCESS);
    if (!map.has("allow") && !map.has("deny") && !map.has("reject")) {
      map.place().problem("says nothing (expected: allow, deny or reject, or none)");
    }
    return new AccessConfig(false, allow, deny, rejection);
  }
}
