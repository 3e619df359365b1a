package io.forebay.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Accepts servers whose certificates are valid, as far as that is asked for, and the pinned. */
final class ServerTrust extends X509ExtendedTrustManager {
  private static final X509Certificate[] NONE = {};

  private final @Nullable X509ExtendedTrustManager issuers;
  private final Pins pins;

  /**
   * @param issuers which certificates are valid; null to verify nothing but the pins
   */
  ServerTrust(@Nullable X509ExtendedTrustManager issuers, Pins pins) {
    this.issuers = issuers;
    this.pins = pins;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    if (issuers != null && pins.haveNames()) {
      // Without the engine it is not the name that was asked for that counts.
      issuers.checkServerTrusted(chain, type);
    } else if (issuers != null) {
      issuers.checkServerTrusted(chain, type, engine);
    }
    pins.check(chain[0]);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    throw new CertificateException("no TLS over sockets of the JDK");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw new CertificateException("no connection to verify");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    throw new CertificateException("no clients here");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("no clients here");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw new CertificateException("no clients here");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return issuers == null ? NONE : issuers.getAcceptedIssuers();
  }
}
