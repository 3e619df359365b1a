package io.forebay.config.yaml;

import io.forebay.config.BasicAuthConfig;
import io.forebay.config.PasswordFile;
import org.jspecify.annotations.Nullable;

/** {@code basic_auth}, wherever it stands; its file is read together with the configuration. */
final class BasicAuthSection {
  private BasicAuthSection() {}

  /** Null when the key is absent, and after a problem. */
  static @Nullable BasicAuthConfig read(MapReader owner) {
    Place place = owner.at("basic_auth");
    if (place == null) {
      return null;
    }
    if (place.node().kind() == YamlNode.Kind.SCALAR) {
      if (!place.node().text().equals("none")) {
        place.expected("a map, or none");
      }
      return BasicAuthConfig.OFF;
    }
    MapReader map = MapReader.of(place);
    return map == null ? null : config(map);
  }

  private static @Nullable BasicAuthConfig config(MapReader map) {
    Place file = map.at("users_file");
    if (file == null) {
      map.place().problem("users_file is missing (expected: the path of a file of users)");
    }
    PasswordFile users = file == null ? null : UsersFile.read(file);
    Place realmPlace = map.at("realm");
    String realm = realmPlace == null ? null : realm(realmPlace);
    boolean forward = map.bool("forward", false);
    map.finish(UnsupportedKeys.Level.BASIC_AUTH);
    return users == null
        ? null
        : new BasicAuthConfig(
            users, realm == null ? BasicAuthConfig.DEFAULT_REALM : realm, forward);
  }

  /** Null after a problem. */
  static @Nullable String realm(Place place) {
    String text = Scalars.text(place, BasicAuthConfig.REALM);
    if (text == null || BasicAuthConfig.isRealm(text)) {
      return text;
    }
    place.expected(BasicAuthConfig.REALM);
    return null;
  }
}
