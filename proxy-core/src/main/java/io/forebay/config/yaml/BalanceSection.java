package io.forebay.config.yaml;

import io.forebay.config.Balance;
import io.forebay.config.BalanceConfig;
import io.forebay.config.RequestKey;
import org.jspecify.annotations.Nullable;

/** {@code balance}: a word, or a map with the word as its {@code type}. */
final class BalanceSection {

  private BalanceSection() {}

  /** Null after a problem. */
  static @Nullable BalanceConfig read(Place place) {
    if (place.node().kind() != YamlNode.Kind.MAP) {
      Balance type = type(place);
      return type == null ? null : BalanceConfig.of(type);
    }
    MapReader map = MapReader.of(place);
    return map == null ? null : read(map);
  }

  private static @Nullable BalanceConfig read(MapReader map) {
    int before = map.problems().count();
    Place typePlace = map.at("type");
    if (typePlace == null) {
      map.place().problem("type is missing (expected: a policy, such as consistent_hash)");
    }
    Balance type = typePlace == null ? null : type(typePlace);
    Place keyPlace = map.at("key");
    Place factorPlace = map.at("load_factor");
    if (type != null && type != Balance.CONSISTENT_HASH) {
      refuse(keyPlace, "key");
      refuse(factorPlace, "load_factor");
    }
    RequestKey key =
        keyPlace == null
            ? RequestKey.CLIENT_IP
            : Scalars.convert(keyPlace, RequestKey.EXPECTED, RequestKey::parse);
    Double factor =
        factorPlace == null
            ? Double.valueOf(BalanceConfig.DEFAULT_LOAD_FACTOR)
            : loadFactor(factorPlace);
    map.finish(UnsupportedKeys.Level.BALANCE);
    if (map.problems().count() != before || type == null || key == null || factor == null) {
      return null;
    }
    return type == Balance.CONSISTENT_HASH
        ? new BalanceConfig(type, key, factor)
        : BalanceConfig.of(type);
  }

  private static @Nullable Balance type(Place place) {
    return Scalars.word(place, Words.of(Balance.class));
  }

  private static void refuse(@Nullable Place place, String key) {
    if (place != null) {
      place.problem(key + " (expected: only with type: consistent_hash)");
    }
  }

  private static @Nullable Double loadFactor(Place place) {
    String expected = "a number from 1 to 100, such as 1.25, or 0 for no bound";
    String text = Scalars.text(place, expected);
    if (text == null) {
      return null;
    }
    boolean number = place.node().plain() && text.matches("(0|[1-9][0-9]{0,2})(\\.[0-9]{1,6})?");
    double value = number ? Double.parseDouble(text) : -1;
    if (value != 0 && (value < 1 || value > BalanceConfig.MAX_LOAD_FACTOR)) {
      place.expected(expected);
      return null;
    }
    return value;
  }
}
