package io.forebay.filter;

import com.google.re2j.Pattern;
import io.forebay.config.PathRewriteConfig;
import io.forebay.http.HttpHead;
import io.forebay.route.NormalPath;
import io.forebay.util.Ascii;
import org.jspecify.annotations.Nullable;

/**
 * Makes new targets of requests as a configuration says. Dot segments are resolved first, so that
 * what is rewritten is the path that the route was chosen by; all other bytes stay as they were
 * received, percent-encoding included. Immutable; any event loop.
 */
final class PathRewriter {

  /** Of a path that cannot be rewritten to one that every server reads in the same way. */
  static final byte[] INVALID = {};

  private final PathRewriteConfig config;
  private final @Nullable PrefixRewrite prefix;
  private final @Nullable Pattern regex;

  /** A rewriter for {@code config}, which is not empty. */
  PathRewriter(PathRewriteConfig config) {
    this.config = config;
    boolean prefixes = config.stripPrefix() != null || config.addPrefix() != null;
    this.prefix = prefixes ? new PrefixRewrite(config.stripPrefix(), config.addPrefix()) : null;
    this.regex = config.regex() == null ? null : Pattern.compile(config.regex());
  }

  /**
   * The target of {@code request} with its path rewritten: null where it stays as it is, {@link
   * #INVALID} where dot segments would be left in it.
   */
  byte @Nullable [] target(HttpHead request) {
    byte[] bytes = request.bytes();
    int from = request.pathStart();
    int to = request.pathEnd();
    if (from == to || bytes[from] != '/') {
      return null;
    }
    String path = path(bytes, from, to);
    String rewritten = rewrite(path);
    if (rewritten == null) {
      return null;
    }
    byte[] target = Ascii.bytes(withQuery(rewritten, Ascii.text(bytes, to, request.targetEnd())));
    int end = Ascii.indexOf(target, 0, target.length, '?');
    boolean dots = NormalPath.isNeeded(target, 0, end) && NormalPath.hasDotSegments(target, 0, end);
    return dots ? INVALID : target;
  }

  /** Whether a prefix is taken off this request's path. */
  boolean strips(HttpHead request) {
    PrefixRewrite rewrite = prefix;
    return rewrite != null
        && rewrite.strips(path(request.bytes(), request.pathStart(), request.pathEnd()));
  }

  private static String path(byte[] bytes, int from, int to) {
    if (NormalPath.isNeeded(bytes, from, to) && NormalPath.hasDotSegments(bytes, from, to)) {
      byte[] resolved = NormalPath.withoutDotSegments(bytes, from, to);
      return Ascii.text(resolved, 0, resolved.length);
    }
    return Ascii.text(bytes, from, to);
  }

  private @Nullable String rewrite(String path) {
    if (config.path() != null) {
      return config.path();
    }
    if (prefix != null) {
      return prefix.rewrite(path);
    }
    Pattern pattern = regex;
    String to = config.to();
    return pattern == null || to == null ? null : RegexRewrite.rewrite(pattern, to, path);
  }

  private static String withQuery(String rewritten, String query) {
    if (rewritten.indexOf('?') < 0) {
      return rewritten + query;
    }
    return query.length() < 2 ? rewritten : rewritten + "&" + query.substring(1);
  }
}
