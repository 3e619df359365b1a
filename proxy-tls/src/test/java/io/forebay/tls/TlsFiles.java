package io.forebay.tls;

import io.forebay.config.CertificateConfig;
import io.forebay.config.ClientAuthConfig;
import io.forebay.config.ListenerTlsConfig;
import io.forebay.config.SessionCacheConfig;
import io.forebay.config.TlsVersion;
import io.forebay.testkit.TestCertificates;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Configurations of a listener's TLS for tests: all is at its default that a test does not set. */
final class TlsFiles {

  private final List<CertificateConfig> certificates;
  private TlsVersion minVersion = TlsVersion.TLS_1_2;
  private TlsVersion maxVersion = TlsVersion.TLS_1_3;
  private List<String> ciphers = List.of();
  private boolean preferServerCiphers = true;
  private boolean tickets = true;
  private SessionCacheConfig cache = SessionCacheConfig.DEFAULT;
  private @Nullable Path ticketKeys;
  private boolean strictSni;
  private ClientAuthConfig clientAuth = ClientAuthConfig.DEFAULT;

  private TlsFiles(List<CertificateConfig> certificates) {
    this.certificates = certificates;
  }

  static TlsFiles of(CertificateConfig... certificates) {
    return new TlsFiles(List.of(certificates));
  }

  /** Writes a certificate and its key. */
  static CertificateConfig write(Path folder, String name, X509Bundle bundle) {
    TestCertificates.Pem pem = TestCertificates.write(folder, name, bundle);
    return new CertificateConfig(pem.certificate(), pem.key(), null, null);
  }

  TlsFiles versions(TlsVersion min, TlsVersion max) {
    minVersion = min;
    maxVersion = max;
    return this;
  }

  TlsFiles ciphers(boolean preferOurs, String... names) {
    preferServerCiphers = preferOurs;
    ciphers = List.of(names);
    return this;
  }

  TlsFiles tickets(boolean on) {
    tickets = on;
    return this;
  }

  TlsFiles cache(long size) {
    cache = new SessionCacheConfig(size, SessionCacheConfig.DEFAULT.timeout());
    return this;
  }

  TlsFiles ticketKeys(Path file) {
    ticketKeys = file;
    return this;
  }

  TlsFiles strictSni() {
    strictSni = true;
    return this;
  }

  TlsFiles clientAuth(ClientAuthConfig config) {
    clientAuth = config;
    return this;
  }

  ListenerTlsConfig config() {
    return new ListenerTlsConfig(
        certificates,
        minVersion,
        maxVersion,
        ciphers,
        preferServerCiphers,
        tickets,
        cache,
        ticketKeys,
        strictSni,
        clientAuth,
        ListenerTlsConfig.DEFAULT_HANDSHAKE_TIMEOUT);
  }
}
