package io.forebay.config.yaml;

import io.forebay.config.AdminApiConfig;
import io.forebay.config.AdminAuthConfig;
import io.forebay.config.AdminRolesConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code api} of an admin address: who may. */
final class AdminApiSection {
  private AdminApiSection() {}

  /** What nobody says is as by default; after a problem something of it may be missing. */
  static AdminApiConfig read(@Nullable MapReader map) {
    if (map == null) {
      return AdminApiConfig.DEFAULT;
    }
    int before = map.problems().count();
    MapReader authMap = map.map("auth");
    AdminAuthConfig auth = authMap == null ? null : AdminAuthSection.read(authMap);
    MapReader rolesMap = map.map("roles");
    AdminRolesConfig roles = rolesMap == null ? null : roles(rolesMap, auth);
    map.finish(UnsupportedKeys.Level.ADMIN_API);
    if (rolesMap != null && !map.has("auth")) {
      rolesMap.place().problem("nobody is known (expected: auth)");
    }
    if (map.problems().count() != before) {
      return AdminApiConfig.DEFAULT;
    }
    AdminApiConfig api = new AdminApiConfig(auth, roles);
    if (rolesMap != null) {
      api.withoutRole()
          .forEach(
              it -> rolesMap.place().warn(it + " may nothing (expected: it in read or write)"));
    }
    return api;
  }

  private static AdminRolesConfig roles(MapReader map, @Nullable AdminAuthConfig auth) {
    List<String> read = names(map, "read", auth);
    List<String> write = names(map, "write", auth);
    map.finish(UnsupportedKeys.Level.ADMIN_ROLES);
    if (!map.has("read") && !map.has("write")) {
      map.place().problem("nobody (expected: read, write or both)");
    }
    return new AdminRolesConfig(read, write);
  }

  private static List<String> names(MapReader map, String key, @Nullable AdminAuthConfig auth) {
    Set<String> known = auth == null ? Set.of() : auth.names();
    List<String> names = new ArrayList<>();
    for (Place place : map.words(key)) {
      String name = Scalars.text(place, "a name of auth");
      if (name == null) {
        continue;
      }
      if (auth != null && !known.contains(name)) {
        String all = Texts.clip(String.join(", ", known), 200);
        place.expected("a name of auth: " + all, Suggestions.nearest(name, known));
      } else if (!names.contains(name)) {
        names.add(name);
      }
    }
    return names;
  }
}
