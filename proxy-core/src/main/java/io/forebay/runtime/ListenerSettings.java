package io.forebay.runtime;

import io.forebay.config.AccessConfig;
import io.forebay.config.HttpProtocol;
import io.forebay.config.ProxyProtocolConfig;
import io.forebay.http.DownstreamSettings;
import io.forebay.http2.Http2ServerSettings;
import io.forebay.net.TlsServer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a listener treats the connections that it accepts.
 *
 * @param http how their requests are read, whatever protocol they come by
 * @param http2 how connections of HTTP/2 are used
 * @param protocols what clients may speak, the most wanted first
 * @param tls encrypts them; null where they are not encrypted
 * @param handshakeNanos time that a handshake of TLS may take
 * @param access who is let in, where others are closed before they are read; null for everybody
 * @param proxyProtocol who begins with a header of the PROXY protocol; null for nobody
 */
record ListenerSettings(
    DownstreamSettings http,
    Http2ServerSettings http2,
    List<HttpProtocol> protocols,
    @Nullable TlsServer tls,
    long handshakeNanos,
    @Nullable AccessConfig access,
    @Nullable ProxyProtocolConfig proxyProtocol) {

  boolean speaks(HttpProtocol protocol) {
    return protocols.contains(protocol);
  }
}
