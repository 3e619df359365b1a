package io.forebay.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Addresses that accept clients, and what happens to the requests that arrive there. It has a
 * default backend or a redirect, or routes, or routes beside one of them.
 *
 * @param name unique among listeners
 * @param bind at least one address
 * @param defaultBackend where requests go that no route matches; null means they get a 404
 * @param routes in the order of the file; the most specific match wins, not the first
 * @param redirect answers what no route takes, or null; not beside a default backend
 * @param forwarded which headers tell servers about the client
 * @param headers the listener's header sets and its own {@code headers}, merged
 * @param maxConnections open client connections of this listener, 1 to 10 000 000; at the limit
 *     accepting waits; {@link #NO_LIMIT} (the default) means that only the global limit holds
 * @param timeouts those of {@code defaults}, overridden by the listener's own
 * @param limits those of {@code defaults}, overridden by the listener's own
 * @param overrides what holds for all its requests but for what their routes say
 * @param protocols what clients may speak, the most wanted first; {@link HttpProtocol#H2C} is for
 *     listeners without TLS, {@link HttpProtocol#H2} for those with it
 * @param tls how connections are encrypted; null where they are not
 * @param http2 how connections of HTTP/2 are used, default {@link Http2Config#DEFAULT}
 * @param proxyProtocol whose connections begin with a header of the PROXY protocol; null for none
 */
public record ListenerConfig(
    String name,
    List<BindAddress> bind,
    @Nullable String defaultBackend,
    List<RouteConfig> routes,
    @Nullable RedirectConfig redirect,
    ForwardedConfig forwarded,
    HeadersConfig headers,
    int maxConnections,
    TimeoutsConfig timeouts,
    LimitsConfig limits,
    OverridesConfig overrides,
    List<HttpProtocol> protocols,
    @Nullable ListenerTlsConfig tls,
    Http2Config http2,
    @Nullable ProxyProtocolConfig proxyProtocol) {

  /** What clients without TLS may speak by default. */
  public static final List<HttpProtocol> PLAIN = List.of(HttpProtocol.HTTP_1_1, HttpProtocol.H2C);

  /** What clients with TLS may speak by default. */
  public static final List<HttpProtocol> SECURE = List.of(HttpProtocol.H2, HttpProtocol.HTTP_1_1);

  /** More connections than there can ever be. */
  public static final int NO_LIMIT = Integer.MAX_VALUE;

  public ListenerConfig {
    if (maxConnections != NO_LIMIT) {
      Checks.range("max_connections", maxConnections, 1, GlobalConfig.MAX_CONNECTIONS);
    }
    bind = List.copyOf(bind);
    routes = List.copyOf(routes);
    protocols = List.copyOf(protocols);
    Checks.require(!protocols.isEmpty(), "protocols", protocols, "at least one");
    HttpProtocol unfit = tls == null ? HttpProtocol.H2 : HttpProtocol.H2C;
    Checks.require(!protocols.contains(unfit), "protocols", unfit, "h2 with tls, h2c without");
    Checks.require(!bind.isEmpty(), "bind", bind, "at least one address");
    Checks.require(
        defaultBackend == null || redirect == null,
        "listener",
        name,
        "default_backend or redirect");
    Checks.require(
        defaultBackend != null || redirect != null || !routes.isEmpty(),
        "listener",
        name,
        "default_backend, redirect or routes");
  }

  /** Whether clients are asked for certificates. */
  public boolean asksForCertificates() {
    return tls != null && tls.clientAuth().mode() != ClientAuthMode.NONE;
  }

  /** The same listener at other addresses. */
  public ListenerConfig at(List<BindAddress> others) {
    return new ListenerConfig(
        name,
        others,
        defaultBackend,
        routes,
        redirect,
        forwarded,
        headers,
        maxConnections,
        timeouts,
        limits,
        overrides,
        protocols,
        tls,
        http2,
        proxyProtocol);
  }
}
