package io.forebay.runtime;

import io.forebay.config.HttpProtocol;
import io.forebay.http.DownstreamSettings;
import io.forebay.net.TlsServer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a listener treats the connections that it accepts.
 *
 * @param http how their requests are read
 * @param protocols what clients may speak, the most wanted first
 * @param tls encrypts them; null where they are not encrypted
 * @param handshakeNanos time that a handshake of TLS may take
 */
record ListenerSettings(
    DownstreamSettings http,
    List<HttpProtocol> protocols,
    @Nullable TlsServer tls,
    long handshakeNanos) {}
