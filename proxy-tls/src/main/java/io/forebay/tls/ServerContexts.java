package io.forebay.tls;

import io.forebay.config.CertificateConfig;
import io.forebay.config.ClientAuthMode;
import io.forebay.config.ListenerTlsConfig;
import io.forebay.config.TlsVersion;
import io.forebay.net.TlsException;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLException;

/** Makes the contexts of one listener: one configuration, one for each certificate. */
final class ServerContexts {

  private final SslProvider provider;
  private final String listener;
  private final ListenerTlsConfig config;
  private final List<String> protocols;

  ServerContexts(
      SslProvider provider, String listener, ListenerTlsConfig config, List<String> protocols) {
    this.provider = provider;
    this.listener = listener;
    this.config = config;
    this.protocols = List.copyOf(protocols);
  }

  SslContext build(CertificateConfig certificate) throws TlsException {
    try {
      SslContextBuilder builder =
          SslContextBuilder.forServer(chain(certificate), key(certificate))
              .sslProvider(provider)
              .protocols(versions())
              .applicationProtocolConfig(alpn())
              .clientAuth(clientAuth());
      Path ca = config.clientAuth().ca();
      if (ca != null) {
        builder.trustManager(Files.newInputStream(ca));
      }
      return builder.build();
    } catch (IOException | IllegalArgumentException e) {
      throw new TlsException("listener " + listener + ": " + certificate.cert() + ": " + reason(e));
    }
  }

  private static String reason(Exception e) {
    return e.getMessage() == null || !(e instanceof SSLException || e.getCause() == null)
        ? e.toString()
        : e.getMessage();
  }

  private static InputStream chain(CertificateConfig certificate) throws IOException {
    var pem = new ByteArrayOutputStream();
    pem.write(Files.readAllBytes(certificate.cert()));
    Path chain = certificate.chain();
    if (chain != null) {
      pem.write('\n');
      pem.write(Files.readAllBytes(chain));
    }
    return new ByteArrayInputStream(pem.toByteArray());
  }

  private static InputStream key(CertificateConfig certificate) throws IOException {
    Path key = certificate.key();
    return new ByteArrayInputStream(Files.readAllBytes(key == null ? certificate.cert() : key));
  }

  private List<String> versions() {
    return Arrays.stream(TlsVersion.values())
        .filter(version -> version.compareTo(config.minVersion()) >= 0)
        .filter(version -> version.compareTo(config.maxVersion()) <= 0)
        .map(version -> "TLSv" + version)
        .toList();
  }

  private ApplicationProtocolConfig alpn() {
    return protocols.isEmpty()
        ? ApplicationProtocolConfig.DISABLED
        : new ApplicationProtocolConfig(
            Protocol.ALPN,
            SelectorFailureBehavior.NO_ADVERTISE,
            SelectedListenerFailureBehavior.ACCEPT,
            protocols);
  }

  private ClientAuth clientAuth() {
    ClientAuthMode mode = config.clientAuth().mode();
    return switch (mode) {
      case NONE -> ClientAuth.NONE;
      case OPTIONAL -> ClientAuth.OPTIONAL;
      case REQUIRED -> ClientAuth.REQUIRE;
    };
  }
}
