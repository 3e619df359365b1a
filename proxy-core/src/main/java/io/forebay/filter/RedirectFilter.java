package io.forebay.filter;

import io.forebay.config.RedirectConfig;
import io.forebay.exchange.Exchange;
import io.forebay.exchange.HttpFilter;
import io.forebay.http.HeaderBlock;
import io.forebay.http.HttpHead;
import io.forebay.http.ProxyError;

/** Answers with a redirect that keeps host, path and query but for what the configuration sets. */
public final class RedirectFilter implements HttpFilter {

  private static final byte[] NO_BODY = {};

  private final RedirectConfig config;

  /** A filter that redirects every request it sees. */
  public RedirectFilter(RedirectConfig config) {
    this.config = config;
  }

  @Override
  public Verdict onRequest(Exchange exchange) {
    HttpHead head = exchange.clientRequest();
    String authority = head.authorityText();
    if (authority.isEmpty() && config.host() == null) {
      // An HTTP/1.0 request without Host names no place to go to.
      exchange.refuse(ProxyError.MALFORMED_REQUEST);
      return Verdict.REPLIED;
    }
    String received = exchange.client().connection().isSecure() ? "https" : "http";
    String scheme = config.scheme() == null ? received : config.scheme();
    String location =
        scheme + "://" + host(authority) + port(authority, scheme, received) + target(head);
    exchange.reply(
        config.status(), HeaderBlock.builder().add("Location", location).build(), NO_BODY);
    return Verdict.REPLIED;
  }

  private String host(String authority) {
    String configured = config.host();
    return configured == null ? authority.substring(0, nameLength(authority)) : configured;
  }

  /** The configured port, else the client's own where scheme and host stay the same. */
  private String port(String authority, String scheme, String received) {
    Integer configured = config.port();
    if (configured != null) {
      int usual = scheme.equals("https") ? 443 : 80;
      return configured == usual ? "" : ":" + configured;
    }
    boolean same = scheme.equals(received) && config.host() == null;
    return same ? authority.substring(nameLength(authority)) : "";
  }

  private String target(HttpHead head) {
    String received = head.targetText();
    String path = config.path();
    if (path == null) {
      return received.equals("*") ? "/" : received;
    }
    int query = received.indexOf('?');
    return path.indexOf('?') >= 0 || query < 0 ? path : path + received.substring(query);
  }

  private static int nameLength(String authority) {
    int colon = authority.lastIndexOf(':');
    return colon > authority.lastIndexOf(']') ? colon : authority.length();
  }
}
