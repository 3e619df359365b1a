package io.forebay.tls;

import io.forebay.config.PemFile;
import io.forebay.config.TrustedCa;
import io.forebay.config.UpstreamTlsConfig;
import io.forebay.net.TlsException;
import io.forebay.tls.certificate.ClientCertificate;
import io.forebay.tls.certificate.RefusedCertificateException;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Makes the contexts for connections to servers, each with sessions of its own, so that none is
 * resumed that was agreed on with another server or under other settings. Any thread.
 */
final class ClientContexts {

  private static final String OF_WEB_SERVERS = "HTTPS";

  /** So long a server's certificate that is not valid any more may go unnoticed. */
  private static final int SESSION_SECONDS = 300;

  private final SslProvider provider;
  private @Nullable X509ExtendedTrustManager ofJdk;

  ClientContexts(SslProvider provider) {
    this.provider = provider;
  }

  /**
   * @param protocols what ALPN offers; no ALPN if empty
   */
  SslContext build(UpstreamTlsConfig config, List<String> protocols) throws TlsException {
    Pins pins = new Pins(config.pin());
    X509ExtendedTrustManager issuers = config.verify() ? issuers(config.ca()) : null;
    SslContextBuilder builder =
        SslContextBuilder.forClient()
            .sslProvider(provider)
            .sessionTimeout(SESSION_SECONDS)
            .applicationProtocolConfig(Alpn.of(protocols))
            .endpointIdentificationAlgorithm(
                config.verify() && !pins.haveNames() ? OF_WEB_SERVERS : null)
            .trustManager(new ServerTrust(issuers, pins));
    PemFile cert = config.cert();
    PemFile key = config.keyFile();
    try {
      if (cert != null && key != null) {
        ClientCertificate own = ClientCertificate.of(cert, key);
        builder.keyManager(own.key(), own.chain());
      }
      return builder.build();
    } catch (RefusedCertificateException | SSLException e) {
      throw new TlsException(e.getMessage());
    }
  }

  private X509ExtendedTrustManager issuers(@Nullable TrustedCa ca) throws TlsException {
    try {
      return ca == null ? ofJdk() : trusting(store(ca));
    } catch (GeneralSecurityException | IOException e) {
      throw new TlsException((ca == null ? "the issuers of the JDK" : ca) + ": " + e.getMessage());
    }
  }

  private synchronized X509ExtendedTrustManager ofJdk() throws GeneralSecurityException {
    X509ExtendedTrustManager made = ofJdk;
    if (made == null) {
      made = trusting(null);
      ofJdk = made;
    }
    return made;
  }

  private static KeyStore store(TrustedCa ca) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    var pem = new ByteArrayInputStream(ca.pem().getBytes(StandardCharsets.ISO_8859_1));
    int number = 0;
    for (Certificate it : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
      store.setCertificateEntry("ca" + number++, it);
    }
    return store;
  }

  private static X509ExtendedTrustManager trusting(@Nullable KeyStore store)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    for (TrustManager it : factory.getTrustManagers()) {
      if (it instanceof X509ExtendedTrustManager manager) {
        return manager;
      }
    }
    throw new GeneralSecurityException("no trust manager for X.509");
  }
}
