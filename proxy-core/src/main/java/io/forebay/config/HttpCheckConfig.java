package io.forebay.config;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request that is a check, without a body, and what its answer must be. Redirects are not
 * followed.
 *
 * @param method one of {@link #METHODS}, default GET
 * @param path what is asked for, with a query if need be
 * @param host the Host field, such as {@code app.test} or {@code app.test:8080}; null for the
 *     server's own address
 * @param headers further fields by name, as in {@link HeaderOps#set()}
 * @param expectStatus statuses of a good answer, at least one range; default 200 to 399
 * @param expectBody what the body of a good answer holds, or null where it does not matter; not
 *     with HEAD, whose answers have none
 * @param roleCheck whether a 503 says that the server has another role, rather than that it is ill;
 *     default false
 */
public record HttpCheckConfig(
    String method,
    String path,
    @Nullable String host,
    Map<String, String> headers,
    List<StatusRange> expectStatus,
    @Nullable BodyExpectation expectBody,
    boolean roleCheck) {

  /** What a server answers whose role is another one, where {@code roleCheck} is asked for. */
  public static final int OTHER_ROLE = 503;

  public static final String DEFAULT_METHOD = "GET";

  /** Those that change nothing on the server, so that they may be repeated for ever. */
  public static final Set<String> METHODS = Set.of(DEFAULT_METHOD, "HEAD", "OPTIONS");

  public static final List<StatusRange> DEFAULT_STATUS = List.of(new StatusRange(200, 399));

  public HttpCheckConfig {
    Checks.require(METHODS.contains(method), "method", method, "GET, HEAD or OPTIONS");
    Checks.require(isPath(path), "path", path, "a path that starts with /");
    Checks.require(host == null || isHost(host), "host", host + "", "a host, or host:port");
    headers = new HeaderOps(List.of(), headers, Map.of(), Map.of()).set();
    expectStatus = List.copyOf(expectStatus);
    Checks.require(
        !expectStatus.isEmpty(), "expect_status", expectStatus, "at least one status or range");
    Checks.require(
        expectBody == null || !method.equals("HEAD"), "expect_body", method, "GET or OPTIONS");
    Checks.require(
        !roleCheck || expectStatus.stream().noneMatch(it -> it.contains(OTHER_ROLE)),
        "role_check",
        expectStatus,
        "503 not in expect_status");
  }

  /** A check of health. */
  public HttpCheckConfig(
      String method,
      String path,
      @Nullable String host,
      Map<String, String> headers,
      List<StatusRange> expectStatus,
      @Nullable BodyExpectation expectBody) {
    this(method, path, host, headers, expectStatus, expectBody, false);
  }

  /** A GET of this path with every other value at its default. */
  public static HttpCheckConfig of(String path) {
    return new HttpCheckConfig(DEFAULT_METHOD, path, null, Map.of(), DEFAULT_STATUS, null);
  }

  /** The same with this host if it has none of its own. */
  HttpCheckConfig orHost(String other) {
    return host != null
        ? this
        : new HttpCheckConfig(method, path, other, headers, expectStatus, expectBody, roleCheck);
  }

  /** Whether this is a path, with or without a query, as it stands in a request line. */
  public static boolean isPath(String path) {
    int query = path.indexOf('?');
    return MatchConfig.isPath(query < 0 ? path : path.substring(0, query))
        && path.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '#');
  }

  /** Whether this may be a Host field: a name or an address, IPv6 in brackets, perhaps a port. */
  public static boolean isHost(String host) {
    if (host.startsWith("*")) {
      return false;
    }
    if (MatchConfig.isHostPattern(host)) {
      return true;
    }
    try {
      return !HostPort.parse(host, 1).host().isEmpty();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
