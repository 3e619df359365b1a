package io.forebay.admin;

import io.forebay.admin.resource.AdminRequest;
import io.forebay.admin.resource.Caller;
import io.forebay.admin.resource.Caller.Role;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks for and of whom.
 *
 * @param authority from an absolute target, else from Host; null if an HTTP/1.0 request names none
 * @param path without query
 * @param query without its question mark; empty for none
 */
record RequestTarget(@Nullable String authority, String path, String query) {

  private static final String SCHEME = "http://";

  /** Null if the request does not say clearly whom it asks (RFC 9112 section 3.2). */
  static @Nullable RequestTarget of(HttpRequest request) {
    List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
    boolean old = request.protocolVersion().minorVersion() == 0;
    if (hosts.size() > 1 || (hosts.isEmpty() && !old)) {
      return null;
    }
    String host = hosts.isEmpty() ? null : hosts.get(0);
    String target = request.uri();
    if (target.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
      int slash = target.indexOf('/', SCHEME.length());
      int end = slash < 0 ? target.length() : slash;
      host = target.substring(SCHEME.length(), end);
      target = slash < 0 ? "/" : target.substring(end);
    }
    int query = target.indexOf('?');
    return query < 0
        ? new RequestTarget(host, target, "")
        : new RequestTarget(host, target.substring(0, query), target.substring(query + 1));
  }

  /** All of the request, to be answered. */
  AdminRequest request(Channel client, Role role, HttpRequest request, byte[] body) {
    return new AdminRequest(
        request.method().name(),
        authority,
        path,
        parameters(),
        request.headers(),
        body,
        new Caller(name(client), role),
        client.eventLoop());
  }

  private Map<String, String> parameters() {
    Map<String, String> last = new HashMap<>();
    new QueryStringDecoder(query, false)
        .parameters()
        .forEach((name, values) -> last.put(name, values.get(values.size() - 1)));
    return last;
  }

  private static String name(Channel client) {
    return client.remoteAddress() instanceof InetSocketAddress address
        ? address.getAddress().getHostAddress()
        : "a unix socket";
  }
}
