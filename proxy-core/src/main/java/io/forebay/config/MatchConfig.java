package io.forebay.config;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which requests a route takes: every condition that is present must hold.
 *
 * @param hosts in lower case, each exact or {@code *.suffix}; any of them will do, and empty means
 *     any host. A port in the request's Host is not part of the comparison
 * @param path the whole path, without the query, or null
 * @param pathPrefix a prefix made of whole path elements ({@code /foo} takes {@code /foo} and
 *     {@code /foo/bar}, not {@code /foobar}), or null; a trailing slash is dropped, so only the
 *     root ends in one
 */
public record MatchConfig(List<String> hosts, @Nullable String path, @Nullable String pathPrefix) {

  /** Matches every request. */
  public static final MatchConfig ANY = new MatchConfig(List.of(), null, null);

  public MatchConfig {
    hosts = hosts.stream().map(host -> host.toLowerCase(Locale.ROOT)).toList();
    for (String host : hosts) {
      Checks.require(isHostPattern(host), "host", host, "a host name or *.suffix");
    }
    Checks.require(
        path == null || pathPrefix == null,
        "match",
        pathPrefix + "",
        "path or path_prefix, not both");
    requirePath("path", path);
    requirePath("path_prefix", pathPrefix);
    if (pathPrefix != null && pathPrefix.length() > 1 && pathPrefix.endsWith("/")) {
      pathPrefix = pathPrefix.substring(0, pathPrefix.length() - 1);
    }
  }

  private static void requirePath(String name, @Nullable String path) {
    Checks.require(path == null || isPath(path), name, path + "", "a path that starts with /");
  }

  /** Whether this is a host name, an IP address (IPv6 in brackets) or {@code *.} and a name. */
  public static boolean isHostPattern(String host) {
    if (host.startsWith("*.")) {
      return HostPort.isName(host.substring(2));
    }
    if (host.startsWith("[") && host.endsWith("]")) {
      String inner = host.substring(1, host.length() - 1);
      return inner.indexOf(':') >= 0 && IpLiteral.parse(inner) != null;
    }
    return host.indexOf(':') < 0 && HostPort.isHost(host);
  }

  /**
   * Whether this is a path as it stands in a request line: from a slash on, visible ASCII without
   * query and fragment.
   */
  public static boolean isPath(String path) {
    return path.startsWith("/")
        && path.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '?' && c != '#');
  }

  /**
   * For instance {@code app.example.com/api/*}, {@code /exact}, {@code a.example+2} or {@code *}.
   */
  public String label() {
    StringBuilder label = new StringBuilder();
    if (!hosts.isEmpty()) {
      label.append(hosts.get(0));
    }
    if (hosts.size() > 1) {
      label.append('+').append(hosts.size() - 1);
    }
    if (path != null) {
      label.append(path);
    } else if (pathPrefix != null) {
      label.append(pathPrefix).append(pathPrefix.equals("/") ? "*" : "/*");
    }
    return label.isEmpty() ? "*" : label.toString();
  }
}
