package io.forebay.config.yaml;

import io.forebay.config.RejectConfig;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What becomes of those who are not let in. */
final class RejectSection {
  private static final String CLOSE = "close";
  private static final String EXPECTED =
      RejectConfig.STATUSES + ", " + CLOSE + ", or a map such as {tarpit: 10s, status: 403}";

  private RejectSection() {}

  /** Null after a problem. */
  static @Nullable RejectConfig read(Place place) {
    if (place.node().kind() != YamlNode.Kind.MAP) {
      return place.node().text().equals(CLOSE)
          ? new RejectConfig(RejectConfig.CLOSE, null)
          : ofStatus(place, EXPECTED, null);
    }
    MapReader map = MapReader.of(place);
    return map == null ? null : tarpit(map);
  }

  private static @Nullable RejectConfig tarpit(MapReader map) {
    Place tarpit = map.at("tarpit");
    Place status = map.at("status");
    map.finish(UnsupportedKeys.Level.REJECT);
    if (tarpit == null) {
      map.place().problem("tarpit is missing (expected: how long the client waits, such as 10s)");
      return null;
    }
    Duration duration = Scalars.duration(tarpit, false);
    if (duration != null && duration.compareTo(RejectConfig.LONGEST_TARPIT) > 0) {
      tarpit.expected("at most 10m");
      duration = null;
    }
    if (status != null) {
      return ofStatus(status, RejectConfig.STATUSES, duration);
    }
    return new RejectConfig(RejectConfig.DEFAULT_STATUS, duration);
  }

  private static @Nullable RejectConfig ofStatus(
      Place place, String expected, @Nullable Duration tarpit) {
    String text = Scalars.text(place, expected);
    if (text == null) {
      return null;
    }
    int status = text.matches("[1-9][0-9]{2}") ? Integer.parseInt(text) : RejectConfig.CLOSE;
    if (!RejectConfig.isStatus(status)) {
      place.expected(expected);
      return null;
    }
    return new RejectConfig(status, tarpit);
  }
}
