package io.forebay.daemon;

import io.forebay.net.Transport;
import io.forebay.tls.TlsRuntime;
import io.netty.util.Version;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Properties;

/** What runs here, in words. */
final class Versions {

  private Versions() {}

  static String forebay() {
    try (InputStream in = Versions.class.getResourceAsStream("version.properties")) {
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String netty() {
    Version version = Version.identify().get("netty-common");
    return version == null ? "unknown" : version.artifactVersion();
  }

  private static String jdk() {
    return Runtime.version()
        + " ("
        + System.getProperty("java.vendor")
        + ", "
        + System.getProperty("java.vm.name")
        + ")";
  }

  /** One thing a line. */
  static List<String> lines(String transport) {
    return List.of(
        "Forebay " + forebay(),
        "Netty " + netty() + ", transport " + transport,
        "TLS " + TlsRuntime.description(),
        "JDK " + jdk());
  }

  /** All on one line, without TLS: nothing uses it yet, and loading it takes time. */
  static String summary(Transport transport) {
    return "Forebay %s, Netty %s, transport %s, JDK %s"
        .formatted(forebay(), netty(), transport.description(), jdk());
  }
}
