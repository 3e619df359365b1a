package io.forebay.config.yaml;

import io.forebay.config.CertificateConfig;
import io.forebay.config.ClientAuthConfig;
import io.forebay.config.ClientAuthMode;
import io.forebay.config.ListenerTlsConfig;
import io.forebay.config.SessionCacheConfig;
import io.forebay.config.TlsVersion;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code tls} of a listener. Files are named here; they are read by what encrypts. */
final class ListenerTlsSection {
  private static final String SIZES = "a size from 0 to 1GiB";

  private ListenerTlsSection() {}

  /** Null after a problem. */
  static @Nullable ListenerTlsConfig read(MapReader map) {
    int before = map.problems().count();
    List<CertificateConfig> certificates = certificates(map);
    TlsVersion min = version(map, "min_version", TlsVersion.TLS_1_2);
    TlsVersion max = version(map, "max_version", TlsVersion.TLS_1_3);
    List<String> ciphers = CiphersList.read(map, "ciphers");
    boolean preferOurs = map.bool("prefer_server_ciphers", true);
    boolean tickets = map.bool("session_tickets", true);
    MapReader cacheMap = map.map("session_cache");
    SessionCacheConfig cache = cacheMap == null ? SessionCacheConfig.DEFAULT : cache(cacheMap);
    Path ticketKeys = file(map, "ticket_keys_file");
    boolean strict = map.bool("strict_sni", false);
    MapReader authMap = map.map("client_auth");
    ClientAuthConfig auth = authMap == null ? ClientAuthConfig.DEFAULT : clientAuth(authMap);
    Duration handshake =
        map.duration("handshake_timeout", ListenerTlsConfig.DEFAULT_HANDSHAKE_TIMEOUT);
    map.finish(UnsupportedKeys.Level.LISTENER_TLS);
    if (min.compareTo(max) > 0) {
      map.place().problem("max_version is below min_version (expected: at least " + min + ")");
    }
    return auth == null || map.problems().count() != before
        ? null
        : new ListenerTlsConfig(
            certificates,
            min,
            max,
            ciphers,
            preferOurs,
            tickets,
            cache,
            ticketKeys,
            strict,
            auth,
            handshake);
  }

  private static List<CertificateConfig> certificates(MapReader map) {
    List<CertificateConfig> certificates = new ArrayList<>();
    List<Place> places = map.list("certificates");
    for (Place place : places) {
      MapReader one = MapReader.of(place);
      CertificateConfig certificate = one == null ? null : certificate(one);
      if (certificate != null) {
        certificates.add(certificate);
      }
    }
    if (places.isEmpty()) {
      map.place().problem("no certificate (expected: certificates, at least one)");
    }
    return certificates;
  }

  private static @Nullable CertificateConfig certificate(MapReader map) {
    if (map.at("cert") == null) {
      map.place().problem("cert is missing (expected: the path of a file)");
    }
    Path cert = file(map, "cert");
    Path key = file(map, "key");
    Path chain = file(map, "chain");
    Path ocsp = file(map, "ocsp");
    map.finish(UnsupportedKeys.Level.CERTIFICATE);
    return cert == null ? null : new CertificateConfig(cert, key, chain, ocsp);
  }

  /** Null where the key is absent, and after a problem. */
  private static @Nullable Path file(MapReader map, String key) {
    Place place = map.at(key);
    String name = place == null ? null : Scalars.text(place, FileContent.EXPECTED);
    if (place == null || name == null) {
      return null;
    }
    if (name.isEmpty()) {
      place.expected(FileContent.EXPECTED);
      return null;
    }
    try {
      return FileContent.path(place, name);
    } catch (InvalidPathException e) {
      place.expected(FileContent.EXPECTED);
      return null;
    }
  }

  private static TlsVersion version(MapReader map, String key, TlsVersion fallback) {
    return map.word(key, fallback, Words.byText(TlsVersion.values()));
  }

  private static SessionCacheConfig cache(MapReader map) {
    SessionCacheConfig base = SessionCacheConfig.DEFAULT;
    Duration timeout = map.duration("timeout", base.timeout());
    Place timeoutPlace = map.at("timeout");
    if (timeoutPlace != null
        && (timeout.compareTo(Duration.ofSeconds(1)) < 0
            || timeout.compareTo(SessionCacheConfig.MAX_TIMEOUT) > 0)) {
      timeoutPlace.expected("a time from 1s to 7d");
      timeout = base.timeout();
    }
    long size = size(map, base.size());
    map.finish(UnsupportedKeys.Level.SESSION_CACHE);
    return new SessionCacheConfig(size, timeout);
  }

  /** 0 needs no unit. */
  private static long size(MapReader map, long fallback) {
    Place place = map.at("size");
    if (place == null) {
      return fallback;
    }
    if (place.node().text().equals("0")) {
      return 0;
    }
    Long size = Scalars.size(place, SIZES);
    if (size != null && size > SessionCacheConfig.MAX_SIZE) {
      place.expected(SIZES);
      return fallback;
    }
    return size == null ? fallback : size;
  }

  /** Null after a problem. */
  private static @Nullable ClientAuthConfig clientAuth(MapReader map) {
    int before = map.problems().count();
    ClientAuthMode mode = map.word("mode", ClientAuthMode.NONE, Words.of(ClientAuthMode.class));
    Path ca = file(map, "ca");
    Path crl = file(map, "crl");
    map.finish(UnsupportedKeys.Level.CLIENT_AUTH);
    if (map.problems().count() != before) {
      return null;
    }
    if (mode == ClientAuthMode.NONE) {
      refuse(map, "ca");
      refuse(map, "crl");
    } else if (ca == null) {
      map.place().problem("ca is missing (expected: the file of the issuers of clients)");
    }
    return map.problems().count() != before ? null : new ClientAuthConfig(mode, ca, crl);
  }

  private static void refuse(MapReader map, String key) {
    Place place = map.at(key);
    if (place != null) {
      place.problem("without effect: mode is none (expected: mode optional or required)");
    }
  }
}
