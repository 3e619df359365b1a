package io.forebay.filter;

import io.forebay.backend.Server;
import io.forebay.config.PathRewriteConfig;
import io.forebay.config.ResponseRewriteConfig;
import io.forebay.exchange.Exchange;
import io.forebay.http.HeaderId;
import io.forebay.http.HttpHead;
import java.net.InetSocketAddress;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes of an address that a server gives one that the client can go to. Either by what it begins
 * with, or because it names the server: by its own address, or by the host that the client asked,
 * with no port, the client's or the server's. Immutable; any event loop.
 */
final class LocationRewrite {

  private final ResponseRewriteConfig config;
  private final @Nullable PathRewriter paths;
  private final @Nullable String stripped;
  private final @Nullable String added;

  /**
   * @param paths what the same route does to paths of requests; null for nothing
   */
  LocationRewrite(ResponseRewriteConfig config, @Nullable PathRewriteConfig paths) {
    this.config = config;
    this.stripped = paths == null ? null : paths.stripPrefix();
    this.added = paths == null ? null : paths.addPrefix();
    boolean prefixes = paths != null && (stripped != null || added != null);
    this.paths = prefixes ? new PathRewriter(paths) : null;
  }

  /** The address for the client; null where it stays. */
  @Nullable String rewrite(Exchange exchange, String address) {
    if (!config.ownLocation()) {
      return byBeginning(address);
    }
    if (address.startsWith("/") && !address.startsWith("//")) {
      return putBack(exchange.clientRequest(), address);
    }
    int slashes = address.indexOf("//");
    String scheme = slashes < 0 ? "" : address.substring(0, slashes);
    boolean secure = scheme.equalsIgnoreCase("https:");
    if (slashes < 0 || !(secure || scheme.equalsIgnoreCase("http:") || scheme.isEmpty())) {
      return null;
    }
    int end = end(address, slashes + 2, "/?#");
    return isOwn(exchange, address.substring(slashes + 2, end), secure)
        ? own(exchange, address.substring(end))
        : null;
  }

  private @Nullable String byBeginning(String address) {
    for (Map.Entry<String, String> each : config.location().entrySet()) {
      if (address.startsWith(each.getKey())) {
        return each.getValue() + address.substring(each.getKey().length());
      }
    }
    return null;
  }

  private String own(Exchange exchange, String rest) {
    HttpHead request = exchange.clientRequest();
    String path = rest.startsWith("/") ? putBack(request, rest) : null;
    return scheme(exchange) + "://" + request.authorityText() + (path == null ? rest : path);
  }

  /** As the client or a trusted proxy in front of us sees it. */
  private static String scheme(Exchange exchange) {
    HttpHead request = exchange.clientRequest();
    int line = request.indexOf(HeaderId.X_FORWARDED_PROTO);
    String told = line < 0 ? "" : request.valueText(line);
    if (told.equals("https") || told.equals("http")) {
      return told;
    }
    return exchange.client().connection().isSecure() ? "https" : "http";
  }

  private static boolean isOwn(Exchange exchange, String authority, boolean secure) {
    String asked = exchange.clientRequest().authorityText();
    if (asked.isEmpty()) {
      return false;
    }
    int port = port(authority, secure);
    Server server = exchange.server();
    boolean inet = server != null && server.address() instanceof InetSocketAddress;
    InetSocketAddress at = inet && server != null ? (InetSocketAddress) server.address() : null;
    String name = name(authority);
    if (name.equalsIgnoreCase(name(asked))) {
      boolean bare = name.length() == authority.length();
      return bare || authority.equalsIgnoreCase(asked) || at != null && at.getPort() == port;
    }
    return at != null && at.getPort() == port && isAt(at, name);
  }

  private static boolean isAt(InetSocketAddress server, String name) {
    String bare = name.startsWith("[") ? name.substring(1, name.length() - 1) : name;
    return bare.equalsIgnoreCase(server.getHostString())
        || server.getAddress() != null && bare.equals(server.getAddress().getHostAddress());
  }

  private static String name(String authority) {
    int colon = authority.lastIndexOf(':');
    return colon > authority.lastIndexOf(']') ? authority.substring(0, colon) : authority;
  }

  /** -1 for one that is none. */
  private static int port(String authority, boolean secure) {
    String digits = authority.substring(Math.min(name(authority).length() + 1, authority.length()));
    if (digits.isEmpty()) {
      return secure ? 443 : 80;
    }
    return digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : -1;
  }

  /** A path, and what follows it, as the client would have to ask for it; null where it stays. */
  private @Nullable String putBack(HttpHead request, String path) {
    PathRewriter rewriter = paths;
    if (rewriter == null) {
      return null;
    }
    String missing = rewriter.strips(request) ? stripped : null;
    int end = end(path, 0, "?#");
    String whole = path.substring(0, end);
    // A server that heeds X-Forwarded-Prefix has put it there itself.
    boolean complete = missing != null && new PrefixRewrite(missing, null).strips(whole);
    PrefixRewrite back = new PrefixRewrite(added, missing);
    if (complete || added != null && !back.strips(whole)) {
      return null;
    }
    String full = back.rewrite(whole);
    return full == null ? null : full + path.substring(end);
  }

  private static int end(String text, int from, String ends) {
    int i = from;
    while (i < text.length() && ends.indexOf(text.charAt(i)) < 0) {
      i++;
    }
    return i;
  }
}
