package io.forebay.filter;

import io.forebay.config.PathRewriteConfig;
import io.forebay.exchange.Exchange;
import io.forebay.exchange.HttpFilter;
import io.forebay.http.HeaderId;
import io.forebay.http.HttpHead;
import io.forebay.http.ProxyError;
import io.forebay.util.Ascii;
import org.jspecify.annotations.Nullable;

/**
 * Changes the path that servers are sent. What was stripped they are told by X-Forwarded-Prefix,
 * behind what a trusted proxy says that it has stripped before; what other peers say of it is gone
 * by then. A value that the operator sets stays as it is.
 */
public final class RewriteFilter implements HttpFilter {

  private final PathRewriter rewriter;
  private final @Nullable String stripped;

  /** A filter that does what {@code config} says. */
  public RewriteFilter(PathRewriteConfig config) {
    this.rewriter = new PathRewriter(config);
    this.stripped = config.stripPrefix();
  }

  @Override
  public Verdict onRequest(Exchange exchange) {
    HttpHead request = exchange.clientRequest();
    byte[] target = rewriter.target(request);
    if (target == null) {
      return Verdict.CONTINUE;
    }
    if (target == PathRewriter.INVALID) {
      exchange.refuse(ProxyError.MALFORMED_REQUEST);
      return Verdict.REPLIED;
    }
    if (stripped != null && rewriter.strips(request)) {
      tell(request, stripped);
    }
    request.sentTarget(target);
    return Verdict.CONTINUE;
  }

  private static void tell(HttpHead request, String prefix) {
    int line = request.indexOf(HeaderId.X_FORWARDED_PREFIX);
    if (line >= request.receivedCount()) {
      return;
    }
    String earlier = line < 0 ? "" : request.valueText(line);
    request.removeAll(HeaderId.X_FORWARDED_PREFIX.bit());
    request.add(HeaderId.X_FORWARDED_PREFIX, Ascii.bytes(joined(earlier, prefix)));
  }

  private static String joined(String earlier, String prefix) {
    return earlier.endsWith("/") ? earlier + prefix.substring(1) : earlier + prefix;
  }
}
