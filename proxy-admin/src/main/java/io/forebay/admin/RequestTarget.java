package io.forebay.admin;

import io.forebay.admin.resource.AdminRequest;
import io.forebay.admin.resource.Caller;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks for and of whom.
 *
 * @param authority from an absolute target, else from Host; null if an HTTP/1.0 request names none
 * @param path without query
 * @param query without its question mark; empty for none
 */
record RequestTarget(@Nullable String authority, String path, String query) {

  private static final Pattern SCHEME = Pattern.compile("(?i)https?://");

  /** Null if the request does not say clearly whom it asks (RFC 9112 section 3.2). */
  static @Nullable RequestTarget of(HttpRequest request) {
    List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
    boolean old = request.protocolVersion().minorVersion() == 0;
    if (hosts.size() > 1 || (hosts.isEmpty() && !old)) {
      return null;
    }
    String host = hosts.isEmpty() ? null : hosts.get(0);
    String target = request.uri();
    Matcher scheme = SCHEME.matcher(target);
    if (scheme.lookingAt()) {
      int slash = target.indexOf('/', scheme.end());
      int end = slash < 0 ? target.length() : slash;
      host = target.substring(scheme.end(), end);
      target = slash < 0 ? "/" : target.substring(end);
    }
    int query = target.indexOf('?');
    return query < 0
        ? new RequestTarget(host, target, "")
        : new RequestTarget(host, target.substring(0, query), target.substring(query + 1));
  }

  /** All of the request, to be answered. */
  AdminRequest request(Channel client, Caller caller, HttpRequest request, byte[] body) {
    return new AdminRequest(
        request.method().name(),
        authority,
        path,
        parameters(),
        request.headers(),
        body,
        caller,
        client.eventLoop());
  }

  private Map<String, String> parameters() {
    Map<String, String> last = new HashMap<>();
    new QueryStringDecoder(query, false)
        .parameters()
        .forEach((name, values) -> last.put(name, values.get(values.size() - 1)));
    return last;
  }
}
