package io.forebay.config;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An answer that sends the client elsewhere. Each part that is null is taken from the request; at
 * least one is not, or the path is changed. The query always stays.
 *
 * @param scheme {@code http} or {@code https}, or null
 * @param host a host name or an IP address (IPv6 in brackets), or null
 * @param port 1 to 65535, or null: the request's port, or the scheme's own when the scheme changes
 * @param rewrite what becomes of the path
 * @param status 301, 302, 303, 307 or 308, default 301
 */
public record RedirectConfig(
    @Nullable String scheme,
    @Nullable String host,
    @Nullable Integer port,
    PathRewriteConfig rewrite,
    int status) {

  public static final int DEFAULT_STATUS = 301;

  /** The status codes that a redirect may have. */
  public static final Set<Integer> STATUSES = Set.of(301, 302, 303, 307, 308);

  public RedirectConfig {
    Checks.require(
        scheme != null || host != null || port != null || !rewrite.isEmpty(),
        "redirect",
        status,
        "at least one of scheme, host, port and a change of the path");
    Checks.require(
        scheme == null || scheme.equals("http") || scheme.equals("https"),
        "scheme",
        scheme + "",
        "http or https");
    Checks.require(
        host == null || !host.startsWith("*") && MatchConfig.isHostPattern(host),
        "host",
        host + "",
        "a host name");
    if (port != null) {
      Checks.range("port", port, 1, 65_535);
    }
    Checks.require(STATUSES.contains(status), "status", status, "301, 302, 303, 307 or 308");
  }
}
