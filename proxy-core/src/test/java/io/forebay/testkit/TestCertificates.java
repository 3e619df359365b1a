package io.forebay.testkit;

import static io.forebay.testkit.IoCall.unchecked;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.netty.util.NetUtil;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/**
 * A certificate authority made for a test, what it signs, and PEM files and TLS contexts of the JDK
 * for both. Keys are EC P-256 unless a method says otherwise. Certificates are valid from yesterday
 * for 90 days.
 */
public final class TestCertificates {
  private static final String SUBJECT_ALTERNATIVE_NAME = "2.5.29.17";
  private static final int DER_SEQUENCE = 0x30;
  private static final int DER_DNS_NAME = 0x82;
  private static final int DER_ADDRESS = 0x87;
  private static final int MAX_SHORT_LENGTH = 127;
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration LIFE = Duration.ofDays(90);

  private final X509Bundle root;

  private TestCertificates(X509Bundle root) {
    this.root = root;
  }

  /** The files of one certificate: the chain without the root, and the PKCS#8 key. */
  public record Pem(Path certificate, Path key) {}

  /** A new authority. */
  public static TestCertificates create() {
    return new TestCertificates(
        made(
            () ->
                builder("Test Authority", Instant.now().plus(LIFE))
                    .setIsCertificateAuthority(true)
                    .buildSelfSigned()));
  }

  public X509Bundle root() {
    return root;
  }

  /** A server's certificate for {@code names}: DNS names, wildcards, or IPv4 addresses. */
  public X509Bundle leaf(String... names) {
    return made(() -> server(Instant.now().plus(LIFE), names).buildIssuedBy(root));
  }

  /** As {@link #leaf} with an RSA key of 2048 bits. */
  public X509Bundle rsaLeaf(String... names) {
    return made(() -> server(Instant.now().plus(LIFE), names).rsa2048().buildIssuedBy(root));
  }

  /** As {@link #leaf}, valid until {@code notAfter}, which may lie in the past. */
  public X509Bundle leafUntil(Instant notAfter, String... names) {
    return made(() -> server(notAfter, names).buildIssuedBy(root));
  }

  /** A client's certificate. */
  public X509Bundle client(String commonName) {
    return made(
        () ->
            builder(commonName, Instant.now().plus(LIFE))
                .addExtendedKeyUsageClientAuth()
                .buildIssuedBy(root));
  }

  /** Writes {@code folder/name.crt} and {@code folder/name.key}. */
  public static Pem write(Path folder, String name, X509Bundle bundle) {
    return new Pem(
        writeText(folder.resolve(name + ".crt"), bundle.getCertificatePathPEM()),
        writeText(folder.resolve(name + ".key"), bundle.getPrivateKeyPEM()));
  }

  /** Writes the authority's certificate as {@code folder/ca.crt}. */
  public Path writeRoot(Path folder) {
    return writeText(folder.resolve("ca.crt"), root.getCertificatePEM());
  }

  /** A server's side of TLS that offers {@code protocols} by ALPN; none: no ALPN. */
  public SslContext serverContext(X509Bundle certificate, String... protocols) {
    return context(() -> SslContextBuilder.forServer(certificate.toKeyManagerFactory()), protocols);
  }

  /** The TLS of an origin with {@code certificate}. */
  public OriginTls originTls(X509Bundle certificate) {
    return made(
        () -> {
          SSLContext context = SSLContext.getInstance("TLS");
          context.init(
              certificate.toKeyManagerFactory().getKeyManagers(),
              root.toTrustManagerFactory().getTrustManagers(),
              null);
          return OriginTls.of(context);
        });
  }

  /** A client's side of TLS that trusts this authority alone. */
  public SslContext clientContext(String... protocols) {
    return context(
        () -> SslContextBuilder.forClient().trustManager(root.getCertificate()), protocols);
  }

  /** As {@link #clientContext(String...)} with a certificate of its own. */
  public SslContext clientContext(X509Bundle certificate, String... protocols) {
    return context(
        () ->
            SslContextBuilder.forClient()
                .trustManager(root.getCertificate())
                .keyManager(certificate.toKeyManagerFactory()),
        protocols);
  }

  private static CertificateBuilder server(Instant notAfter, String... names) {
    return builder(names[0], notAfter)
        .addExtendedKeyUsageServerAuth()
        .addExtensionOctetString(SUBJECT_ALTERNATIVE_NAME, false, names(names));
  }

  /** GeneralNames of RFC 5280 §4.2.1.6 in DER, since the builder refuses wildcards. */
  private static byte[] names(String... names) {
    var all = new ByteArrayOutputStream();
    for (String name : names) {
      boolean isAddress = NetUtil.isValidIpV4Address(name);
      byte[] value =
          isAddress ? NetUtil.createByteArrayFromIpAddressString(name) : EscapedBytes.latin1(name);
      all.write(isAddress ? DER_ADDRESS : DER_DNS_NAME);
      all.write(value.length);
      all.writeBytes(value);
    }
    if (all.size() > MAX_SHORT_LENGTH) {
      throw new IllegalArgumentException("names: " + all.size() + " bytes (expected: 127 at most)");
    }
    var sequence = new ByteArrayOutputStream();
    sequence.write(DER_SEQUENCE);
    sequence.write(all.size());
    sequence.writeBytes(all.toByteArray());
    return sequence.toByteArray();
  }

  private static CertificateBuilder builder(String commonName, Instant notAfter) {
    Instant yesterday = Instant.now().minus(DAY);
    Instant notBefore = notAfter.isAfter(yesterday) ? yesterday : notAfter.minus(LIFE);
    return new CertificateBuilder()
        .subject("CN=" + commonName)
        .notBefore(notBefore)
        .notAfter(notAfter)
        .ecp256();
  }

  private static Path writeText(Path file, String text) {
    return unchecked(() -> Files.writeString(file, text));
  }

  private static SslContext context(Maker<SslContextBuilder> maker, String... protocols) {
    SslContextBuilder builder = made(maker).sslProvider(SslProvider.JDK);
    if (protocols.length > 0) {
      builder.applicationProtocolConfig(
          new ApplicationProtocolConfig(
              Protocol.ALPN,
              SelectorFailureBehavior.NO_ADVERTISE,
              SelectedListenerFailureBehavior.ACCEPT,
              protocols));
    }
    try {
      return builder.build();
    } catch (SSLException e) {
      throw new AssertionError(e);
    }
  }

  @FunctionalInterface
  private interface Maker<T> {
    T make() throws Exception;
  }

  private static <T> T made(Maker<T> maker) {
    try {
      return maker.make();
    } catch (GeneralSecurityException e) {
      throw new AssertionError("this JDK makes no such certificate", e);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
