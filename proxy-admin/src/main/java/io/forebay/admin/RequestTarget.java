package io.forebay.admin;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks for and of whom.
 *
 * @param authority from an absolute target, else from Host; null if an HTTP/1.0 request names none
 * @param path without query
 */
record RequestTarget(@Nullable String authority, String path) {

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
    return new RequestTarget(host, query < 0 ? target : target.substring(0, query));
  }
}
