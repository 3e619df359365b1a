package io.forebay.config.yaml;

import io.forebay.config.AdminAuthConfig;
import io.forebay.config.AdminCertificateConfig;
import io.forebay.config.AdminTokenConfig;
import io.forebay.config.PasswordFile;
import io.forebay.config.TokenFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code auth} of an admin address; its files are read together with the configuration. */
final class AdminAuthSection {
  private static final String SUBJECT = "a common name, an alternative name or all of a subject";

  private AdminAuthSection() {}

  /** Null after a problem. */
  static @Nullable AdminAuthConfig read(MapReader map) {
    int before = map.problems().count();
    Place file = map.at("users_file");
    PasswordFile users = file == null ? null : UsersFile.read(file);
    Place realmPlace = map.at("realm");
    String realm = realmPlace == null ? null : BasicAuthSection.realm(realmPlace);
    List<AdminTokenConfig> tokens = tokens(map);
    List<AdminCertificateConfig> certificates = certificates(map);
    map.finish(UnsupportedKeys.Level.ADMIN_AUTH);
    if (file == null && !map.has("tokens") && !map.has("client_certificates")) {
      map.place().problem("nobody (expected: users_file, tokens or client_certificates)");
    }
    return map.problems().count() != before
        ? null
        : new AdminAuthConfig(
            users, realm == null ? AdminAuthConfig.DEFAULT_REALM : realm, tokens, certificates);
  }

  private static List<AdminTokenConfig> tokens(MapReader map) {
    List<AdminTokenConfig> tokens = new ArrayList<>();
    Map<String, String> owners = new HashMap<>();
    for (MapReader one : maps(map, "tokens")) {
      String name = name(one);
      TokenFile token = token(one);
      one.finish(UnsupportedKeys.Level.ADMIN_TOKEN);
      if (name != null && token != null) {
        requireOneOwner(one.place(), "token", owners.put(token.digest(), name), name);
        tokens.add(new AdminTokenConfig(name, token));
      }
    }
    return tokens;
  }

  private static List<AdminCertificateConfig> certificates(MapReader map) {
    List<AdminCertificateConfig> certificates = new ArrayList<>();
    Map<String, String> owners = new HashMap<>();
    for (MapReader one : maps(map, "client_certificates")) {
      String name = name(one);
      Place place = required(one, "subject", SUBJECT);
      String subject = place == null ? null : Scalars.text(place, SUBJECT);
      one.finish(UnsupportedKeys.Level.ADMIN_CERTIFICATE);
      if (subject != null && subject.isBlank() && place != null) {
        place.expected(SUBJECT);
      } else if (name != null && subject != null) {
        requireOneOwner(one.place(), "certificate", owners.put(subject, name), name);
        certificates.add(new AdminCertificateConfig(name, subject));
      }
    }
    return certificates;
  }

  private static List<MapReader> maps(MapReader map, String key) {
    List<MapReader> maps = new ArrayList<>();
    for (Place place : map.list(key)) {
      MapReader one = MapReader.of(place);
      if (one != null) {
        maps.add(one);
      }
    }
    Place all = map.at(key);
    if (all != null && all.isEmptyList()) {
      all.problem("none (expected: at least one)");
    }
    return maps;
  }

  private static void requireOneOwner(
      Place place, String what, @Nullable String other, String name) {
    if (other != null && !other.equals(name)) {
      place.problem("the same " + what + " as that of " + other + " (expected: one of its own)");
    } else if (other != null) {
      place.problem("the same " + what + " a second time (expected: each once)");
    }
  }

  private static @Nullable Place required(MapReader map, String key, String expected) {
    Place place = map.at(key);
    if (place == null) {
      map.place().problem(key + " is missing (expected: " + expected + ")");
    }
    return place;
  }

  private static @Nullable String name(MapReader map) {
    Place place = required(map, "name", "whose it is");
    String name = place == null ? null : Scalars.text(place, AdminTokenConfig.EXPECTED_NAME);
    if (place != null && name != null && !AdminTokenConfig.isName(name)) {
      place.expected(AdminTokenConfig.EXPECTED_NAME);
      return null;
    }
    return name;
  }

  /** All of the file but blanks around it; nothing that it holds is ever shown. */
  private static @Nullable TokenFile token(MapReader map) {
    Place place = required(map, "file", FileContent.EXPECTED);
    String name = place == null ? null : Scalars.text(place, FileContent.EXPECTED);
    String content =
        place == null || name == null ? null : FileContent.read(place, name, TokenFile.MAX_BYTES);
    if (place == null || name == null || content == null) {
      return null;
    }
    String path = FileContent.path(place, name).toString();
    String token = content.strip();
    if (!TokenFile.isToken(token)) {
      place.problem(path + ": something else (expected: " + TokenFile.TOKEN + ")");
      return null;
    }
    return TokenFile.of(path, token);
  }
}
