package io.forebay.daemon.explain;

import io.forebay.condition.ClientAddress;
import io.forebay.condition.ListenerRoutes;
import io.forebay.condition.RequestConditions;
import io.forebay.config.BackendConfig;
import io.forebay.config.LimitsConfig;
import io.forebay.config.ListenerConfig;
import io.forebay.config.ProxyConfig;
import io.forebay.config.RouteConfig;
import io.forebay.http.ClientConnection;
import io.forebay.http.HeadLimits;
import io.forebay.http.HttpHead;
import io.forebay.http.ProxyError;
import io.forebay.http1.RequestText;
import io.forebay.runtime.RouteFilters;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a request.
 *
 * @param listener where it arrives
 * @param client the address that decisions about its client are made by
 * @param refused why it is not even routed; null if it is
 * @param route what takes it; null for nothing
 * @param filters what the request passes, in this order
 * @param backends where it may go, the route's own before those that stand in for it
 */
public record Explanation(
    ListenerConfig listener,
    String client,
    @Nullable ProxyError refused,
    @Nullable RouteConfig route,
    List<String> filters,
    List<BackendConfig> backends) {

  /**
   * Explains {@code request} under {@code config}.
   *
   * @param from the address of the client's connection
   * @param listener where it arrives; null for the listener at the port in its URL
   * @throws IllegalArgumentException with a message fit for users, if no listener takes it
   */
  public static Explanation of(
      ProxyConfig config, ExplainedRequest request, String from, @Nullable String listener) {
    ListenerConfig at = new ListenerChoice(config).of(request, listener);
    HttpHead head = new HttpHead();
    head.reset();
    ProxyError refused = RequestText.read(request.text(), limits(at.limits()), head);
    ClientConnection connection =
        new ClientConnection(
            new InetSocketAddress(address(from), 0), new InetSocketAddress(request.port()), null);
    String client =
        new String(ClientAddress.text(at.forwarded(), connection, head), StandardCharsets.US_ASCII);
    RouteConfig route = refused == null ? route(at, connection, head) : null;
    List<BackendConfig> backends = new ArrayList<>();
    for (String first : route == null ? List.<String>of() : route.backends()) {
      for (String name = first; name != null; ) {
        BackendConfig backend = config.backends().get(name);
        boolean added = backend != null && !backends.contains(backend) && backends.add(backend);
        name = added ? backend.shortage().fallbackBackend() : null;
      }
    }
    List<String> filters = route == null ? List.of() : RouteFilters.names(config, at, route);
    return new Explanation(at, client, refused, route, filters, List.copyOf(backends));
  }

  private static InetAddress address(String text) {
    byte[] address = NetUtil.createByteArrayFromIpAddressString(text);
    if (address == null) {
      throw new IllegalArgumentException(text + " (expected: an IP address)");
    }
    try {
      return InetAddress.getByAddress(address);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(text, e);
    }
  }

  private static HeadLimits limits(LimitsConfig limits) {
    return new HeadLimits(limits.requestLine(), limits.head(), limits.fields());
  }

  /** A route with what it asks of requests. */
  private record Candidate(RouteConfig route, @Nullable RequestConditions conditions) {}

  private static @Nullable RouteConfig route(
      ListenerConfig listener, ClientConnection connection, HttpHead head) {
    Candidate found =
        ListenerRoutes.<Candidate>table(
                listener,
                it -> new Candidate(it, RequestConditions.of(it.match(), listener.forwarded())))
            .match(
                head.bytes(),
                head.authorityStart(),
                head.authorityEnd(),
                head.pathStart(),
                head.pathEnd(),
                it -> it.conditions == null || it.conditions.hold(connection, head));
    return found == null ? null : found.route;
  }
}
