package io.forebay.config.yaml;

import io.forebay.config.AccessLogConfig;
import io.forebay.config.AccessLogOverrides;
import io.forebay.config.LogFormat;
import io.forebay.config.LogPath;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** {@code access_log}, wherever it stands. */
final class AccessLogSection {
  private AccessLogSection() {}

  /**
   * Says nothing when the key is absent.
   *
   * @param inherited what is said further out, where the path may be
   */
  static AccessLogOverrides read(MapReader owner, AccessLogOverrides inherited) {
    Place place = owner.at("access_log");
    if (place == null) {
      return AccessLogOverrides.NONE;
    }
    if (place.node().kind() == YamlNode.Kind.SCALAR) {
      if (!place.node().text().equals("none")) {
        place.expected("a map, or none");
      }
      return AccessLogOverrides.OFF;
    }
    MapReader map = MapReader.of(place);
    return map == null ? AccessLogOverrides.NONE : read(map, place, inherited);
  }

  private static AccessLogOverrides read(MapReader map, Place place, AccessLogOverrides inherited) {
    Place pathPlace = map.at("path");
    String path =
        pathPlace == null ? null : Scalars.convert(pathPlace, LogPath.EXPECTED, LogPath::checked);
    if (pathPlace == null && inherited.path() == null) {
      place.problem("path is missing (expected: " + LogPath.EXPECTED + ")");
    }
    Place formatPlace = map.at("format");
    LogFormat format = formatPlace == null ? null : format(formatPlace);
    Place bufferPlace = map.at("buffer");
    Integer buffer = bufferPlace == null ? null : buffer(bufferPlace);
    Place flushPlace = map.at("flush");
    Duration flush = flushPlace == null ? null : Scalars.duration(flushPlace, false);
    Place skipPlace = map.at("skip_empty_connections");
    Boolean skip = skipPlace == null ? null : Scalars.bool(skipPlace);
    Place samplePlace = map.at("sample");
    Double sample = samplePlace == null ? null : Scalars.share(samplePlace);
    map.finish(UnsupportedKeys.Level.ACCESS_LOG);
    return new AccessLogOverrides(false, path, format, buffer, flush, skip, sample);
  }

  private static @Nullable LogFormat format(Place place) {
    String expected = "combined, combined_xff, json or a template";
    String text = Scalars.template(place, expected);
    try {
      return text == null ? null : LogFormat.parse(text);
    } catch (IllegalArgumentException e) {
      place.problem(String.valueOf(e.getMessage()));
      return null;
    }
  }

  private static @Nullable Integer buffer(Place place) {
    Long size = Scalars.size(place, Sizes.EXPECTED);
    if (size == null) {
      return null;
    }
    if (size < AccessLogConfig.MIN_BUFFER || size > AccessLogConfig.MAX_BUFFER) {
      place.expected("1KiB to 16MiB");
      return null;
    }
    return size.intValue();
  }
}
