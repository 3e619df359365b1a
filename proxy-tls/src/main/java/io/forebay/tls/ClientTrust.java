package io.forebay.tls;

import io.forebay.config.ClientAuthConfig;
import io.forebay.net.TlsException;
import io.forebay.tls.certificate.NamedFiles;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslCertificateException;
import io.netty.handler.ssl.ResumableX509ExtendedTrustManager;
import io.netty.internal.tcnative.CertificateVerifier;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CRLException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Decides which certificates of clients are good. Any thread; takes about a millisecond. */
final class ClientTrust extends X509ExtendedTrustManager
    implements ResumableX509ExtendedTrustManager {

  /** What Netty has the alerts for. */
  private static final Set<CertPathValidatorException.Reason> SPOKEN =
      Set.of(BasicReason.EXPIRED, BasicReason.NOT_YET_VALID, BasicReason.REVOKED);

  private final X509ExtendedTrustManager paths;
  private final List<X509CRL> lists;
  private final @Nullable Path listsFile;

  private ClientTrust(
      X509ExtendedTrustManager paths, List<X509CRL> lists, @Nullable Path listsFile) {
    this.paths = paths;
    this.lists = lists;
    this.listsFile = listsFile;
  }

  /** Reads its files; null where clients are not asked. */
  static @Nullable ClientTrust read(ClientAuthConfig config, NamedFiles files) throws TlsException {
    Path ca = config.ca();
    if (ca == null) {
      return null;
    }
    List<X509Certificate> authorities = files.certificates("client_auth.ca", ca);
    Path crl = config.crl();
    List<X509CRL> lists = crl == null ? List.of() : files.revocations("client_auth.crl", crl);
    try {
      return new ClientTrust(paths(authorities, lists), lists, crl);
    } catch (GeneralSecurityException e) {
      throw new TlsException("client_auth.ca: " + ca + ": " + e.getMessage());
    }
  }

  private static X509ExtendedTrustManager paths(
      List<X509Certificate> authorities, List<X509CRL> lists) throws GeneralSecurityException {
    Set<TrustAnchor> anchors =
        authorities.stream()
            .map(authority -> new TrustAnchor(authority, null))
            .collect(Collectors.toSet());
    var parameters = new PKIXBuilderParameters(anchors, new X509CertSelector());
    // Java's own check refuses all certificates once a list has expired.
    parameters.setRevocationEnabled(false);
    if (!lists.isEmpty()) {
      parameters.addCertPathChecker(new RevocationLists(lists, authorities));
    }
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(new CertPathTrustManagerParameters(parameters));
    return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
  }

  /** Adds what tells it from others. */
  void update(MessageDigest digest) {
    try {
      for (X509Certificate authority : getAcceptedIssuers()) {
        digest.update(authority.getEncoded());
      }
      for (X509CRL list : lists) {
        digest.update(list.getEncoded());
      }
    } catch (CRLException | CertificateEncodingException e) {
      throw new IllegalStateException("read from their encoding", e);
    }
  }

  /** What is not as it should be with the lists of revoked certificates now, fit for users. */
  List<String> warnings(Instant now) {
    Date date = Date.from(now);
    return lists.stream()
        .filter(list -> list.getNextUpdate() != null && list.getNextUpdate().before(date))
        .map(
            list ->
                "client_auth.crl: "
                    + listsFile
                    + ": the list of "
                    + list.getIssuerX500Principal().getName()
                    + " was to be renewed until "
                    + list.getNextUpdate().toInstant()
                    + "; it is still used")
        .toList();
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return paths.getAcceptedIssuers();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    try {
      paths.checkClientTrusted(chain, type, engine);
    } catch (CertificateException e) {
      throw alerting(e);
    }
    // Java takes a certificate that is itself an authority for good without looking at its dates.
    chain[0].checkValidity();
  }

  /** Who resumes a session is not verified again, and the certificate may have expired since. */
  @Override
  public void resumeClientTrusted(X509Certificate[] chain, SSLEngine engine)
      throws CertificateException {
    for (X509Certificate certificate : chain) {
      certificate.checkValidity();
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    paths.checkClientTrusted(chain, type);
    chain[0].checkValidity();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    paths.checkClientTrusted(chain, type, socket);
    chain[0].checkValidity();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw noServer();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    throw noServer();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    throw noServer();
  }

  @Override
  public void resumeServerTrusted(X509Certificate[] chain, SSLEngine engine)
      throws CertificateException {
    throw noServer();
  }

  /** What BoringSSL shall tell the client: of what it finds no word for it says internal_error. */
  private static CertificateException alerting(CertificateException failure) {
    Throwable cause = failure.getCause();
    return cause == null || isSpokenOf(cause) || !OpenSsl.isAvailable()
        ? failure
        : new OpenSslCertificateException(
            failure.getMessage(),
            cause,
            CertificateVerifier.X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
  }

  private static boolean isSpokenOf(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertPathValidatorException path && SPOKEN.contains(path.getReason())) {
        return true;
      }
    }
    return false;
  }

  private static CertificateException noServer() {
    return new CertificateException("these are authorities of clients");
  }
}
