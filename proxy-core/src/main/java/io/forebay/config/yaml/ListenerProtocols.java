package io.forebay.config.yaml;

import io.forebay.config.HttpProtocol;
import io.forebay.config.ListenerConfig;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code protocols} of a listener, which {@code alpn} of its {@code tls} may say too. Of those that
 * it inherits it has the ones that fit it: HTTP/2 is called h2 with TLS and h2c without.
 */
final class ListenerProtocols {
  private final MapReader listener;
  private final boolean own;
  private final @Nullable MapReader tls;

  /**
   * @param listener with what it inherits
   * @param own whether the listener itself says its protocols
   * @param tls its {@code tls}, or null
   */
  ListenerProtocols(MapReader listener, boolean own, @Nullable MapReader tls) {
    this.listener = listener;
    this.own = own;
    this.tls = tls;
  }

  List<HttpProtocol> read() {
    Place alpn = tls == null ? null : tls.at("alpn");
    Place protocols = listener.at("protocols");
    if (alpn != null && own) {
      alpn.problem("alpn means protocols (expected: one of the two)");
    }
    if (alpn != null) {
      return read(alpn, tls.words("alpn"), true);
    }
    return protocols == null ? usual() : read(protocols, listener.words("protocols"), own);
  }

  private List<HttpProtocol> usual() {
    return tls == null ? ListenerConfig.PLAIN : ListenerConfig.SECURE;
  }

  private List<HttpProtocol> read(Place all, List<Place> places, boolean strict) {
    List<HttpProtocol> read = new ArrayList<>();
    for (Place place : places) {
      HttpProtocol protocol = Scalars.word(place, Words.protocols());
      if (protocol == null) {
        return usual();
      }
      if (fits(protocol)) {
        add(protocol, place, read);
      } else if (strict) {
        place.expected(tls == null ? "h2c, as there is no tls" : "h2, as there is tls");
        return usual();
      }
    }
    if (read.isEmpty()) {
      all.problem("none that fits " + place() + " (expected: http/1.1 or " + http2() + ")");
      return usual();
    }
    return read;
  }

  private static void add(HttpProtocol protocol, Place place, List<HttpProtocol> read) {
    if (read.contains(protocol)) {
      place.problem(protocol + " stands there twice (expected: each once)");
    } else {
      read.add(protocol);
    }
  }

  private String place() {
    return listener.place().path() + (tls == null ? " without tls" : " with tls");
  }

  private String http2() {
    return tls == null ? "h2c" : "h2";
  }

  private boolean fits(HttpProtocol protocol) {
    return protocol != (tls == null ? HttpProtocol.H2 : HttpProtocol.H2C);
  }
}
