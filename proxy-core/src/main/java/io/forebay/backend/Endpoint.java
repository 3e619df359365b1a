package io.forebay.backend;

import io.forebay.config.HttpProtocol;
import io.forebay.config.SendProxy;
import io.forebay.config.UpstreamTlsConfig;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where a server is and how it is spoken to.
 *
 * @param address of the network, unresolved where its name has no address; or a {@link
 *     java.net.UnixDomainSocketAddress}
 * @param protocol what requests are sent to it in
 * @param tls null where connections to it are not encrypted
 * @param host what stands in Host or {@code :authority}; null for what the client has said
 * @param sendProxy what connections begin with
 */
public record Endpoint(
    SocketAddress address,
    HttpProtocol protocol,
    @Nullable ServerTls tls,
    @Nullable HostValue host,
    SendProxy sendProxy) {

  /** One that speaks HTTP/1.1 without TLS. */
  public Endpoint(SocketAddress address) {
    this(address, HttpProtocol.HTTP_1_1, null, null, SendProxy.NONE);
  }

  /** By what its connections are encrypted; null where they are not. */
  public @Nullable UpstreamTlsConfig tlsConfig() {
    return tls == null ? null : tls.config();
  }
}
