package io.forebay.config;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which requests a route takes: every condition that is present must hold. Of path, pathPrefix and
 * pathRegex at most one is there.
 *
 * @param hosts in lower case, each exact or {@code *.suffix}; any of them will do, and empty means
 *     any host. A port in the request's Host is not part of the comparison
 * @param path the whole path, without the query, or null
 * @param pathPrefix a prefix made of whole path elements ({@code /foo} takes {@code /foo} and
 *     {@code /foo/bar}, not {@code /foobar}), or null; a trailing slash is dropped, so only the
 *     root ends in one
 * @param pathRegex an RE2 expression that takes the whole path in its normal form, or null
 * @param methods any of them will do, and empty means any method; case matters
 * @param headers each must hold
 * @param query each must hold
 * @param cookies each must hold
 * @param sources networks, any of which has the client's address; empty means any address
 * @param websocket whether the request asks for a WebSocket; null for no matter
 * @param grpcService the full name of a gRPC service, whose calls are taken, or null; not beside a
 *     path
 * @param grpcMethod the name of a gRPC method without its service, or null for any
 * @param not what must not hold as a whole, or null; it has no {@code not} of its own
 */
public record MatchConfig(
    List<String> hosts,
    @Nullable String path,
    @Nullable String pathPrefix,
    @Nullable String pathRegex,
    List<String> methods,
    List<FieldCondition> headers,
    List<FieldCondition> query,
    List<FieldCondition> cookies,
    List<Cidr> sources,
    @Nullable Boolean websocket,
    @Nullable String grpcService,
    @Nullable String grpcMethod,
    @Nullable MatchConfig not) {

  public static final int MAX_REGEX_LENGTH = 1_000;

  /** What a {@code grpc_service} must be. */
  public static final String GRPC_SERVICE =
      "a service with its package, such as shop.v1.Orders, without a slash";

  /** What a {@code grpc_method} must be. */
  public static final String GRPC_METHOD = "a method such as GetOrder, without its service";

  private static final String IDENTIFIER = "[A-Za-z_][A-Za-z0-9_]*";

  /** Matches every request. */
  public static final MatchConfig ANY = new MatchConfig(List.of(), null, null);

  /** A match of hosts and a path alone. */
  public MatchConfig(List<String> hosts, @Nullable String path, @Nullable String pathPrefix) {
    this(
        hosts,
        path,
        pathPrefix,
        null,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        null,
        null,
        null,
        null);
  }

  public MatchConfig {
    methods = List.copyOf(methods);
    headers = List.copyOf(headers);
    query = List.copyOf(query);
    cookies = List.copyOf(cookies);
    sources = List.copyOf(sources);
    Checks.require(not == null || not.not == null, "not", not + "", "no not within not");
    String regexProblem = pathRegex == null ? null : regexProblem(pathRegex);
    Checks.require(regexProblem == null, "path_regex", pathRegex + "", regexProblem + "");
    Checks.require(
        pathRegex == null || path == null && pathPrefix == null,
        "match",
        pathRegex + "",
        "one of path, path_prefix and path_regex");
    Checks.require(
        grpcService == null || path == null && pathPrefix == null && pathRegex == null,
        "match",
        grpcService + "",
        "a path or grpc_service, not both");
    Checks.require(
        grpcService == null || isGrpcService(grpcService),
        "grpc_service",
        grpcService + "",
        GRPC_SERVICE);
    Checks.require(
        grpcMethod == null || isGrpcMethod(grpcMethod),
        "grpc_method",
        grpcMethod + "",
        GRPC_METHOD);
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

  /** Why this cannot be a {@code path_regex}, or null when it can. */
  public static @Nullable String regexProblem(String regex) {
    if (regex.isEmpty() || !regex.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
      return "an RE2 expression in ASCII";
    }
    return FieldCondition.regexProblem(regex);
  }

  /** The same for other hosts. */
  public MatchConfig withHosts(List<String> others) {
    return new MatchConfig(
        others,
        path,
        pathPrefix,
        pathRegex,
        methods,
        headers,
        query,
        cookies,
        sources,
        websocket,
        grpcService,
        grpcMethod,
        not);
  }

  /** Whether it names hosts or a path. */
  public boolean hasPlace() {
    return !hosts.isEmpty() || wholePath() != null || prefix() != null || pathRegex != null;
  }

  /** Whether it takes gRPC calls alone. */
  public boolean isGrpc() {
    return grpcService != null || grpcMethod != null;
  }

  /** The whole path that it takes, or null: {@link #path}, or that of a gRPC method. */
  public @Nullable String wholePath() {
    return grpcService != null && grpcMethod != null ? "/" + grpcService + "/" + grpcMethod : path;
  }

  /** The prefix below which it takes paths, or null: {@link #pathPrefix}, or a gRPC service's. */
  public @Nullable String prefix() {
    return grpcService != null && grpcMethod == null ? "/" + grpcService : pathPrefix;
  }

  /** Whether this is the full name of a service of protocol buffers. */
  public static boolean isGrpcService(String service) {
    return service.matches(IDENTIFIER + "(\\." + IDENTIFIER + ")*");
  }

  /** Whether this is the name of a method of protocol buffers. */
  public static boolean isGrpcMethod(String method) {
    return method.matches(IDENTIFIER);
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
   * For instance {@code app.example.com/api/*}, {@code /exact}, {@code ~/v[0-9]+}, {@code
   * a.example+2} or {@code *}. Conditions are not part of it.
   */
  public String label() {
    StringBuilder label = new StringBuilder();
    if (!hosts.isEmpty()) {
      label.append(hosts.get(0));
    }
    if (hosts.size() > 1) {
      label.append('+').append(hosts.size() - 1);
    }
    String whole = wholePath();
    String prefix = prefix();
    if (whole != null) {
      label.append(whole);
    } else if (pathRegex != null) {
      label.append('~').append(pathRegex);
    } else if (prefix != null) {
      label.append(prefix).append(prefix.equals("/") ? "*" : "/*");
    }
    return label.isEmpty() ? "*" : label.toString();
  }
}
