package io.forebay.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a listener encrypts its connections.
 *
 * @param certificates at least one; the first is for clients whose name none is for
 * @param minVersion the oldest version, default TLS 1.2
 * @param maxVersion the newest version, default TLS 1.3
 * @param ciphers suites of TLS 1.2 in the order of preference, each by its OpenSSL name; empty for
 *     those that are safe today
 * @param preferServerCiphers whether the listener's order goes before the client's, default true
 * @param sessionTickets whether clients keep their sessions themselves, default true
 * @param sessionCache how sessions without tickets are kept
 * @param ticketKeysFile the keys of tickets that several nodes share; null for keys of this
 *     process, a new one every 12 h
 * @param strictSni whether a client that asks for no name, or for one that no certificate is for,
 *     is refused, default false
 * @param clientAuth how clients show who they are
 * @param handshakeTimeout time that a handshake may take, default 10 s
 */
public record ListenerTlsConfig(
    List<CertificateConfig> certificates,
    TlsVersion minVersion,
    TlsVersion maxVersion,
    List<String> ciphers,
    boolean preferServerCiphers,
    boolean sessionTickets,
    SessionCacheConfig sessionCache,
    @Nullable Path ticketKeysFile,
    boolean strictSni,
    ClientAuthConfig clientAuth,
    Duration handshakeTimeout) {

  public static final Duration DEFAULT_HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);

  public ListenerTlsConfig {
    certificates = List.copyOf(certificates);
    ciphers = List.copyOf(ciphers);
    Checks.require(!certificates.isEmpty(), "certificates", certificates, "at least one");
    Checks.require(
        minVersion.compareTo(maxVersion) <= 0,
        "max_version",
        maxVersion,
        "at least min_version, " + minVersion);
    Checks.positive("handshake_timeout", handshakeTimeout);
  }

  /** TLS by these certificates with all else at its default. */
  public ListenerTlsConfig(List<CertificateConfig> certificates) {
    this(
        certificates,
        TlsVersion.TLS_1_2,
        TlsVersion.TLS_1_3,
        List.of(),
        true,
        true,
        SessionCacheConfig.DEFAULT,
        null,
        false,
        ClientAuthConfig.DEFAULT,
        DEFAULT_HANDSHAKE_TIMEOUT);
  }
}
