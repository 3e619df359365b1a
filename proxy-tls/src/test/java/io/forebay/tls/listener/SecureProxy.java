package io.forebay.tls.listener;

import io.forebay.net.TlsProvider;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestCertificates;
import io.forebay.testkit.TestProxy;
import io.forebay.tls.NettyTls;
import io.forebay.util.Ticker;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** A proxy whose listener {@code web} speaks TLS, and clients of the JDK that trust it. */
final class SecureProxy implements AutoCloseable {

  static final TestCertificates CERTIFICATES = TestCertificates.create();

  private static final X509Bundle LEAF = CERTIFICATES.leaf("localhost", "127.0.0.1");

  private final TestProxy proxy;

  private SecureProxy(TestProxy proxy) {
    this.proxy = proxy;
  }

  /**
   * A proxy in front of {@code origin}.
   *
   * @param folder for the files of certificates
   * @param tls more keys of {@code tls}, each behind a comma
   */
  static SecureProxy start(Path folder, String tls, ScriptedOrigin origin) {
    return start(Ticker.system(), folder, tls, origin);
  }

  /** The same with the time of {@code ticker}. */
  static SecureProxy start(Ticker ticker, Path folder, String tls, ScriptedOrigin origin) {
    TlsProvider provider = new NettyTls();
    return new SecureProxy(TestProxy.start(provider, ticker, yaml(folder, tls, origin)));
  }

  /** The configuration of these. */
  static String yaml(Path folder, String tls, ScriptedOrigin origin) {
    TestCertificates.Pem pem = TestCertificates.write(folder, "leaf", LEAF);
    return """
        global: {worker_threads: 2}
        listeners:
          web:
            bind: "127.0.0.1:0"
            backend: app
            tls: {certificates: [{cert: "%s", key: "%s"}]%s}
        backends: {app: {servers: ["127.0.0.1:%d"]}}
        """
        .formatted(pem.certificate(), pem.key(), tls, origin.port());
  }

  TestProxy proxy() {
    return proxy;
  }

  int port() {
    return proxy.port();
  }

  /** A client whose handshake is done and that speaks HTTP/1.1. */
  RawClient client() throws IOException {
    SSLSocket socket = socket();
    socket.startHandshake();
    return RawClient.over(socket);
  }

  /** A client that has connected and not sent anything; it offers {@code protocols} by ALPN. */
  SSLSocket socket(String... protocols) throws IOException {
    return socket(null, protocols);
  }

  /** The same with a certificate of its own. */
  SSLSocket socket(@Nullable X509Bundle certificate, String... protocols) throws IOException {
    return offering((SSLSocket) factory(certificate).createSocket("127.0.0.1", port()), protocols);
  }

  /** A client that goes on with {@code connected} by TLS. */
  static SSLSocket over(Socket connected, String... protocols) throws IOException {
    int port = connected.getPort();
    return offering(
        (SSLSocket) factory(null).createSocket(connected, "127.0.0.1", port, true), protocols);
  }

  private static SSLSocketFactory factory(@Nullable X509Bundle certificate) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      TrustManager[] trusted = {CERTIFICATES.root().toTrustManager()};
      context.init(certificate == null ? null : keys(certificate), trusted, null);
      return context.getSocketFactory();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static SSLSocket offering(SSLSocket socket, String... protocols) {
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(protocols);
    socket.setSSLParameters(parameters);
    return socket;
  }

  private static KeyManager[] keys(X509Bundle certificate) throws GeneralSecurityException {
    return certificate.toKeyManagerFactory().getKeyManagers();
  }

  @Override
  public void close() {
    proxy.close();
  }
}
