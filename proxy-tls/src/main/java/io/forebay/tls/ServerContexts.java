package io.forebay.tls;

import io.forebay.config.CipherSuite;
import io.forebay.config.ClientAuthMode;
import io.forebay.config.ListenerTlsConfig;
import io.forebay.config.SessionCacheConfig;
import io.forebay.config.TlsVersion;
import io.forebay.net.TlsException;
import io.forebay.tls.certificate.Certificate;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.OpenSslServerSessionContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Makes the contexts of one listener, one for each certificate. */
final class ServerContexts {

  /** About what one session takes: its state in BoringSSL, and Netty's entry for it. */
  static final int BYTES_PER_SESSION = 1024;

  /** The first is safe against quantum computers too. */
  static final List<String> GROUPS = List.of("X25519MLKEM768", "x25519", "secp256r1", "secp384r1");

  private final SslProvider provider;
  private final ListenerTlsConfig config;
  private final List<String> protocols;
  private final @Nullable ClientTrust trust;
  private final byte[] sessionIdContext;

  /**
   * @param protocols what ALPN offers
   * @param trust null where clients are not asked for a certificate
   * @param sessionIdContext who else may resume what was begun here: who has the same
   */
  ServerContexts(
      SslProvider provider,
      ListenerTlsConfig config,
      List<String> protocols,
      @Nullable ClientTrust trust,
      byte[] sessionIdContext) {
    this.provider = provider;
    this.config = config;
    this.protocols = List.copyOf(protocols);
    this.trust = trust;
    this.sessionIdContext = sessionIdContext;
  }

  SslContext build(Certificate certificate) throws TlsException {
    try {
      SslContextBuilder builder =
          SslContextBuilder.forServer(certificate.key(), certificate.chain())
              .sslProvider(provider)
              .protocols(versions().stream().map(version -> "TLSv" + version).toList())
              .ciphers(suites(), SupportedCipherSuiteFilter.INSTANCE)
              .applicationProtocolConfig(Alpn.of(protocols))
              .sessionTimeout(config.sessionCache().timeout().toSeconds())
              .enableOcsp(provider != SslProvider.JDK && certificate.config().ocsp() != null)
              .clientAuth(clientAuth());
      if (provider != SslProvider.JDK) {
        builder.option(OpenSslContextOption.GROUPS, GROUPS.toArray(new String[0]));
        builder.option(OpenSslContextOption.USE_TASKS, false);
      }
      if (trust != null) {
        builder.trustManager(trust);
      }
      return withSessions(builder.build());
    } catch (SSLException | IllegalArgumentException e) {
      throw new TlsException(certificate + ": " + e.getMessage());
    }
  }

  private List<TlsVersion> versions() {
    return Arrays.stream(TlsVersion.values())
        .filter(version -> version.compareTo(config.minVersion()) >= 0)
        .filter(version -> version.compareTo(config.maxVersion()) <= 0)
        .toList();
  }

  boolean speaks(TlsVersion version) {
    return versions().contains(version);
  }

  /** The suites of TLS 1.2, the most wanted first. */
  List<CipherSuite> suitesOfTls12() {
    return config.ciphers().isEmpty()
        ? CipherSuite.DEFAULT
        : config.ciphers().stream()
            .map(CipherSuite::named)
            .map(suite -> Objects.requireNonNull(suite, "ciphers"))
            .toList();
  }

  private List<String> suites() {
    List<String> suites = new ArrayList<>();
    if (speaks(TlsVersion.TLS_1_3)) {
      suites.addAll(CipherSuite.TLS_1_3);
    }
    if (speaks(TlsVersion.TLS_1_2)) {
      suitesOfTls12().stream().map(CipherSuite::ianaName).forEach(suites::add);
    }
    return suites;
  }

  private ClientAuth clientAuth() {
    ClientAuthMode mode = config.clientAuth().mode();
    return switch (mode) {
      case NONE -> ClientAuth.NONE;
      case OPTIONAL -> ClientAuth.OPTIONAL;
      case REQUIRED -> ClientAuth.REQUIRE;
    };
  }

  private SslContext withSessions(SslContext context) {
    SessionCacheConfig cache = config.sessionCache();
    long memory = cache.size() / config.certificates().size();
    int sessions = (int) (memory / BYTES_PER_SESSION);
    if (context.sessionContext() instanceof OpenSslServerSessionContext openSsl) {
      openSsl.setSessionIdContext(sessionIdContext);
      openSsl.setSessionCacheEnabled(sessions > 0);
    }
    // For Java, and for what OpenSSL has under this name, 0 is no limit.
    context.sessionContext().setSessionCacheSize(Math.max(1, sessions));
    return context;
  }
}
