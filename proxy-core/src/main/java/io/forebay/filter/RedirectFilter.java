package io.forebay.filter;

import io.forebay.config.RedirectConfig;
import io.forebay.exchange.Exchange;
import io.forebay.exchange.HttpFilter;
import io.forebay.http.HeaderBlock;
import io.forebay.http.HttpHead;
import io.forebay.http.ProxyError;
import io.forebay.util.Ascii;
import org.jspecify.annotations.Nullable;

/** Answers with a redirect that keeps host, path and query but for what the configuration sets. */
public final class RedirectFilter implements HttpFilter {

  private static final byte[] NO_BODY = {};

  private final RedirectConfig config;
  private final @Nullable PathRewriter rewriter;

  /** A filter that redirects every request it sees. */
  public RedirectFilter(RedirectConfig config) {
    this.config = config;
    this.rewriter = config.rewrite().isEmpty() ? null : new PathRewriter(config.rewrite());
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
    String target = target(head);
    if (target.isEmpty()) {
      exchange.refuse(ProxyError.MALFORMED_REQUEST);
      return Verdict.REPLIED;
    }
    // With scheme and authority in front, no path can name another host.
    String location = scheme + "://" + host(authority) + port(authority, scheme, received) + target;
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

  /** Empty where the path cannot be rewritten. */
  private String target(HttpHead head) {
    byte[] rewritten = rewriter == null ? null : rewriter.target(head);
    if (rewritten != null) {
      return Ascii.text(rewritten, 0, rewritten.length);
    }
    String received = head.targetText();
    return received.equals("*") ? "/" : received;
  }

  private static int nameLength(String authority) {
    int colon = authority.lastIndexOf(':');
    return colon > authority.lastIndexOf(']') ? colon : authority.length();
  }
}
