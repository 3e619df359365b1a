package io.forebay.config.yaml;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/** Keys that the contract with users names and that are not built yet, by the map they stand in. */
final class UnsupportedKeys {
  /** The kinds of maps in a file. */
  enum Level {
    TOP,
    GLOBAL,
    LOG,
    SHUTDOWN,
    RELOAD,
    DEFAULTS,
    TIMEOUTS,
    LIMITS,
    LISTENER,
    LISTENER_TLS,
    PROXY_PROTOCOL,
    CERTIFICATE,
    SESSION_CACHE,
    CLIENT_AUTH,
    FORWARDED,
    HEADERS,
    HEADER_OPS,
    REQUEST_ID,
    TRACE,
    VIRTUAL_HOST,
    ROUTE,
    SPLIT_BACKEND,
    SPLIT_COOKIE,
    BUFFERING,
    MATCH,
    FIELD_CONDITION,
    REDIRECT,
    REWRITE,
    REWRITE_RESPONSE,
    MAINTENANCE,
    COOKIE_FLAGS,
    STICKY,
    RESPOND,
    RATE_LIMIT,
    RATE_LIMIT_ZONE,
    BACKEND,
    BALANCE,
    KEEP_ALIVE,
    HTTP2,
    RETRY,
    QUEUE,
    CIRCUIT_BREAKER,
    HEALTH_CHECK,
    EXPECT_BODY,
    PASSIVE_CHECK,
    UPSTREAM_TLS,
    SERVER,
    ACCESS_LOG,
    ACCESS,
    REJECT,
    BASIC_AUTH,
    ERROR_PAGE,
    COMPRESSION,
    COMPRESSION_LEVEL,
    ADMIN,
    ADMIN_API,
    ADMIN_AUTH,
    ADMIN_ROLES,
    ADMIN_TOKEN,
    ADMIN_CERTIFICATE,
    STATS_PAGE,
    STUB_STATUS
  }

  private static final Map<Level, Set<String>> KEYS = new EnumMap<>(Level.class);

  static {
    keys(Level.TOP, "cluster");
    keys(Level.LISTENER, "mode cache idempotency");
    keys(Level.VIRTUAL_HOST, "cache idempotency");
    keys(Level.ROUTE, "cache idempotency");
    keys(Level.BACKEND, "mode zone max_rate");
    keys(Level.HEALTH_CHECK, "protocol");
    keys(Level.SERVER, "max_rate zone");
  }

  private UnsupportedKeys() {}

  private static void keys(Level level, String words) {
    KEYS.put(level, Set.of(words.split(" ")));
  }

  static Set<String> at(Level level) {
    return KEYS.getOrDefault(level, Set.of());
  }

  static String message(String what, int line) {
    return "not supported yet: " + what + " (line " + line + ")";
  }
}
