package io.forebay.config.yaml;

import io.forebay.config.CertificatePin;
import io.forebay.config.PemFile;
import io.forebay.config.TrustedCa;
import io.forebay.config.UpstreamTlsConfig;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code tls} of connections to servers; files are read together with the configuration. */
final class UpstreamTlsSection {
  private static final String SNI = "a host name";
  private static final String CERTIFICATES = "a file of certificates in PEM format";

  private UpstreamTlsSection() {}

  static boolean isNone(Place place) {
    return place.node().text().equals("none");
  }

  /** That of a server, over that of its backend key by key; null for none, and after a problem. */
  static @Nullable UpstreamTlsConfig ofServer(Place own, @Nullable Place ofBackend) {
    MapReader map = isNone(own) ? null : MapReader.of(own);
    if (map == null) {
      return null;
    }
    boolean inherits = ofBackend != null && ofBackend.node().kind() == YamlNode.Kind.MAP;
    return read(inherits ? map.over(ofBackend.node()) : map);
  }

  /** Null for none, and after a problem. */
  static @Nullable UpstreamTlsConfig read(Place place) {
    MapReader map = isNone(place) ? null : MapReader.of(place);
    return map == null ? null : read(map);
  }

  private static @Nullable UpstreamTlsConfig read(MapReader map) {
    int before = map.problems().count();
    boolean verify = map.bool("verify", true);
    Place caPlace = map.at("ca");
    TrustedCa ca = caPlace == null ? null : ca(caPlace);
    String sni = map.text("sni", SNI);
    Place sniPlace = map.at("sni");
    if (sni != null && sniPlace != null && !UpstreamTlsConfig.isName(sni)) {
      sniPlace.expected(SNI);
    }
    PemFile cert = certificates(map.at("cert"));
    PemFile key = key(map, cert);
    List<CertificatePin> pin = pins(map, verify);
    map.finish(UnsupportedKeys.Level.UPSTREAM_TLS);
    if (caPlace != null && !verify) {
      caPlace.warn("without effect: verify is false");
    }
    return map.problems().count() == before
        ? new UpstreamTlsConfig(verify, ca, sni, cert, key, pin)
        : null;
  }

  private static @Nullable TrustedCa ca(Place place) {
    PemFile file = certificates(place);
    return file == null ? null : new TrustedCa(file.file(), file.certificates());
  }

  /** A file with at least one certificate. */
  private static @Nullable PemFile certificates(@Nullable Place place) {
    PemFile file = place == null ? null : file(place);
    if (file != null && !TrustedCa.isPem(file.certificates())) {
      place.expected(CERTIFICATES);
      return null;
    }
    return file;
  }

  private static @Nullable PemFile key(MapReader map, @Nullable PemFile cert) {
    Place place = map.at("key");
    Place certPlace = map.at("cert");
    if (place == null) {
      if (cert != null && certPlace != null && !cert.hasKey()) {
        certPlace.problem("without key (expected: a private key beside it or in the same file)");
      }
      return null;
    }
    if (certPlace == null) {
      place.problem("without cert (expected: both or none)");
      return null;
    }
    PemFile file = file(place);
    if (file != null && !file.hasKey()) {
      place.expected("a file with a private key in PEM format");
      return null;
    }
    return file;
  }

  private static @Nullable PemFile file(Place place) {
    String name = Scalars.text(place, FileContent.EXPECTED);
    String pem = name == null ? null : FileContent.read(place, name, PemFile.MAX_BYTES);
    return name == null || pem == null
        ? null
        : new PemFile(FileContent.path(place, name).toString(), pem);
  }

  private static List<CertificatePin> pins(MapReader map, boolean verify) {
    List<Place> places = map.words("pin");
    if (places.size() > UpstreamTlsConfig.MAX_PINS) {
      places
          .get(UpstreamTlsConfig.MAX_PINS)
          .problem("one too many (expected: at most " + UpstreamTlsConfig.MAX_PINS + ")");
      return List.of();
    }
    List<CertificatePin> pins = new ArrayList<>();
    for (Place place : places) {
      CertificatePin pin = pin(place);
      if (pin != null && pin.kind() == CertificatePin.Kind.NAME && !verify) {
        place.warn("without effect: verify is false, only public keys are compared");
      } else if (pin != null) {
        pins.add(pin);
      }
    }
    return pins;
  }

  private static @Nullable CertificatePin pin(Place place) {
    String text = Scalars.text(place, CertificatePin.EXPECTED);
    return text == null
        ? null
        : Scalars.convert(place, CertificatePin.EXPECTED, CertificatePin::parse);
  }
}
