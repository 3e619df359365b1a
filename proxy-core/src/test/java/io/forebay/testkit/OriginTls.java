package io.forebay.testkit;

import java.io.IOException;
import java.net.Socket;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** How an origin encrypts its connections: by the JDK, or not at all. */
public final class OriginTls {

  /** No encryption. */
  static final OriginTls NONE = new OriginTls(null, socket -> {});

  private final @Nullable SSLContext context;
  private final Consumer<SSLSocket> settings;

  private OriginTls(@Nullable SSLContext context, Consumer<SSLSocket> settings) {
    this.context = context;
    this.settings = settings;
  }

  static OriginTls of(SSLContext context) {
    return new OriginTls(context, socket -> {});
  }

  /** The same, but that clients need a certificate. */
  public OriginTls needingClients() {
    return with(socket -> socket.setNeedClientAuth(true));
  }

  /** The same with one version alone, such as {@code TLSv1.2}. */
  public OriginTls version(String version) {
    return with(socket -> socket.setEnabledProtocols(new String[] {version}));
  }

  private OriginTls with(Consumer<SSLSocket> more) {
    return new OriginTls(context, settings.andThen(more));
  }

  /** The socket to read from and to write to; its handshake is not begun. */
  Socket over(Socket raw) throws IOException {
    if (context == null) {
      return raw;
    }
    var socket = (SSLSocket) context.getSocketFactory().createSocket(raw, null, true);
    socket.setUseClientMode(false);
    settings.accept(socket);
    return socket;
  }
}
