package io.forebay.config.yaml;

import io.forebay.config.ResponseRewriteConfig;
import io.forebay.config.ResponseRewriteConfig.CookieFlags;
import io.forebay.config.ResponseRewriteConfig.SameSite;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code rewrite_response}. */
final class ResponseRewriteSection {
  private static final String NONE = "none";

  private ResponseRewriteSection() {}

  /** Null when the key is absent, and after a problem. */
  static @Nullable ResponseRewriteConfig read(MapReader owner) {
    Place place = owner.at("rewrite_response");
    if (place == null) {
      return null;
    }
    if (place.node().text().equals(NONE)) {
      return ResponseRewriteConfig.NONE;
    }
    MapReader map = MapReader.of(place);
    return map == null ? null : config(map);
  }

  private static @Nullable ResponseRewriteConfig config(MapReader map) {
    int before = map.problems().count();
    Place locationPlace = map.at("location");
    boolean isMap = locationPlace != null && locationPlace.node().kind() == YamlNode.Kind.MAP;
    boolean own = !isMap && map.bool("location", false);
    Map<String, String> location = isMap ? entries(locationPlace) : Map.of();
    Map<String, String> path = entries(map.at("cookie_path"));
    Map<String, String> domain = entries(map.at("cookie_domain"));
    MapReader flagsMap = map.map("cookie_flags");
    CookieFlags flags = flagsMap == null ? CookieFlags.NONE : flags(flagsMap);
    map.finish(UnsupportedKeys.Level.REWRITE_RESPONSE);
    if (map.place().node().entries().isEmpty()) {
      map.place()
          .problem(
              "nothing to change (expected: location, cookie_path, cookie_domain, cookie_flags,"
                  + " or none in place of the map)");
    }
    return map.problems().count() == before
        ? new ResponseRewriteConfig(own, location, path, domain, flags)
        : null;
  }

  private static Map<String, String> entries(@Nullable Place place) {
    Map<String, String> entries = new LinkedHashMap<>();
    if (place == null || MapReader.of(place) == null) {
      return entries;
    }
    for (YamlNode.Entry entry : place.node().entries()) {
      String from = part(place.child(entry.key().text(), entry.key()));
      String to = part(place.child(entry.key().text(), entry.value()));
      if (from != null && to != null) {
        entries.put(from, to);
      }
    }
    return entries;
  }

  private static @Nullable String part(Place place) {
    String part = Scalars.text(place, ResponseRewriteConfig.PART);
    if (part != null && !ResponseRewriteConfig.isPart(part)) {
      place.expected(ResponseRewriteConfig.PART);
      return null;
    }
    return part;
  }

  private static CookieFlags flags(MapReader map) {
    Boolean secure = flag(map.at("secure"));
    Boolean httpOnly = flag(map.at("http_only"));
    Place sitePlace = map.at("same_site");
    SameSite site = sitePlace == null ? null : Scalars.word(sitePlace, Words.of(SameSite.class));
    map.finish(UnsupportedKeys.Level.COOKIE_FLAGS);
    if (sitePlace != null && site == SameSite.NONE && !Boolean.TRUE.equals(secure)) {
      sitePlace.problem("none without secure (expected: secure: true, as browsers want)");
      return CookieFlags.NONE;
    }
    return new CookieFlags(secure, httpOnly, site);
  }

  private static @Nullable Boolean flag(@Nullable Place place) {
    return place == null ? null : Scalars.bool(place);
  }
}
