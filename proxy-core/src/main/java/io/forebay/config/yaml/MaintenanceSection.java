package io.forebay.config.yaml;

import io.forebay.config.AddressListConfig;
import io.forebay.config.MaintenanceConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** {@code maintenance}: a boolean or a map; its file is looked at, and watched, with the rest. */
final class MaintenanceSection {
  private static final String PATH = "the path of a file that switches it on by being there";

  private MaintenanceSection() {}

  /** Null when the key is absent, and after a problem. */
  static @Nullable MaintenanceConfig read(MapReader owner) {
    Place place = owner.at("maintenance");
    if (place == null) {
      return null;
    }
    if (place.node().kind() == YamlNode.Kind.SCALAR) {
      Boolean on = Scalars.bool(place);
      return on == null ? null : MaintenanceConfig.of(on);
    }
    MapReader map = MapReader.of(place);
    return map == null ? null : config(map);
  }

  private static @Nullable MaintenanceConfig config(MapReader map) {
    int before = map.problems().count();
    boolean enabled = map.bool("enabled", true);
    Place filePlace = map.at("file");
    Path file = filePlace == null ? null : path(filePlace);
    boolean on = file == null || filePlace == null ? enabled : isThere(filePlace, file);
    int status = map.integer("status", MaintenanceConfig.DEFAULT_STATUS, 400, 599);
    Duration retryAfter = map.duration("retry_after", MaintenanceConfig.DEFAULT_RETRY_AFTER);
    AddressListConfig allow = AddressListSection.read(map, "allow", true);
    map.finish(UnsupportedKeys.Level.MAINTENANCE);
    if (filePlace != null && map.has("enabled")) {
      filePlace.problem("beside enabled (expected: one of the two)");
    }
    String name = file == null ? null : file.toString();
    return map.problems().count() == before
        ? new MaintenanceConfig(on, name, status, retryAfter, allow)
        : null;
  }

  private static @Nullable Path path(Place place) {
    String name = Scalars.text(place, PATH);
    try {
      return name == null ? null : FileContent.path(place, name);
    } catch (InvalidPathException e) {
      place.expected(PATH);
      return null;
    }
  }

  private static boolean isThere(Place place, Path file) {
    SourceFiles sources = place.problems().sources();
    sources.missing(file, 1);
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try {
      sources.read(file, 1);
    } catch (IOException e) {
      place.expected("a file that may be read, so that it can be watched; it cannot");
    }
    return true;
  }
}
