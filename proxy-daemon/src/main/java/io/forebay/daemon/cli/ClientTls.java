package io.forebay.daemon.cli;

import io.forebay.config.PemFile;
import io.forebay.tls.certificate.ClientCertificate;
import io.forebay.tls.certificate.RefusedCertificateException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Whom a command trusts, and as whom it shows itself.
 *
 * @param ca whose certificates are trusted, in PEM; null for those that Java trusts
 * @param certificate a client's certificate in PEM; null for none
 * @param key its key, which may be in the same file
 */
record ClientTls(@Nullable Path ca, @Nullable Path certificate, @Nullable Path key) {

  private static final char[] NO_PASSWORD = {};

  /** Reads the files. */
  SSLSocketFactory sockets() throws IOException, UsageException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(identity(), trusted(), null);
      return context.getSocketFactory();
    } catch (GeneralSecurityException e) {
      throw new IOException("TLS cannot be used: " + e.getMessage(), e);
    }
  }

  private TrustManager @Nullable [] trusted()
      throws IOException, UsageException, GeneralSecurityException {
    if (ca == null) {
      return null;
    }
    PemFile file = read("--ca", ca);
    byte[] pem = file.certificates().getBytes(StandardCharsets.ISO_8859_1);
    KeyStore store = empty();
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    try {
      for (Certificate it : factory.generateCertificates(new ByteArrayInputStream(pem))) {
        store.setCertificateEntry("ca" + store.size(), it);
      }
    } catch (GeneralSecurityException e) {
      throw new UsageException("--ca: " + ca + ": " + e.getMessage());
    }
    if (store.size() == 0) {
      throw new UsageException("--ca: " + ca + ": no certificate (expected: PEM)");
    }
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(store);
    return managers.getTrustManagers();
  }

  private KeyManager @Nullable [] identity()
      throws IOException, UsageException, GeneralSecurityException {
    if (certificate == null) {
      return null;
    }
    PemFile file = read("--cert", certificate);
    ClientCertificate identity;
    try {
      identity = ClientCertificate.of(file, key == null ? file : read("--key", key));
    } catch (RefusedCertificateException e) {
      throw new UsageException("--cert: " + e.getMessage());
    }
    KeyStore store = empty();
    store.setKeyEntry(
        "client", identity.key(), NO_PASSWORD, identity.chain().toArray(new X509Certificate[0]));
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(store, NO_PASSWORD);
    return managers.getKeyManagers();
  }

  private static KeyStore empty() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static PemFile read(String option, Path file) throws UsageException {
    try {
      return new PemFile(
          file.toString(), NamedFile.text(file, PemFile.MAX_BYTES, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw new UsageException(option + ": " + e.getMessage());
    }
  }
}
