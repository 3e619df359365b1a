package io.forebay.config.yaml;

import io.forebay.config.TrustedCa;
import io.forebay.config.UpstreamTlsConfig;
import org.jspecify.annotations.Nullable;

/** {@code tls} of connections to servers; files are read together with the configuration. */
final class UpstreamTlsSection {
  private static final String SNI = "a host name";

  private UpstreamTlsSection() {}

  /** Null for none, and after a problem. */
  static @Nullable UpstreamTlsConfig read(Place place) {
    if (place.node().text().equals("none")) {
      return null;
    }
    MapReader map = MapReader.of(place);
    if (map == null) {
      return null;
    }
    boolean verify = map.bool("verify", true);
    Place caPlace = map.at("ca");
    TrustedCa ca = caPlace == null ? null : ca(caPlace);
    String sni = map.text("sni", SNI);
    Place sniPlace = map.at("sni");
    map.finish(UnsupportedKeys.Level.UPSTREAM_TLS);
    if (sni != null && sniPlace != null && !UpstreamTlsConfig.isName(sni)) {
      sniPlace.expected(SNI);
      return null;
    }
    if (caPlace != null && !verify) {
      caPlace.warn("without effect: verify is false");
    }
    return new UpstreamTlsConfig(verify, ca, sni);
  }

  private static @Nullable TrustedCa ca(Place place) {
    String name = Scalars.text(place, FileContent.EXPECTED);
    String pem = name == null ? null : FileContent.read(place, name, TrustedCa.MAX_BYTES);
    if (name == null || pem == null) {
      return null;
    }
    if (!TrustedCa.isPem(pem)) {
      place.expected("a file of certificates in PEM format");
      return null;
    }
    return new TrustedCa(FileContent.path(place, name).toString(), pem);
  }
}
