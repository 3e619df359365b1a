package io.forebay.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/**
 * Random configurations that combine whatever a traffic policy has. Answers of the proxy tell in
 * {@code x-echo} the {@code x-id} of their request. The password of {@code bob} is {@code secret}.
 */
final class PolicyYaml {
  private static final String HASH = "$2y$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW";

  private final Path users;
  private final Path denied;
  private final Path page;

  PolicyYaml(Path folder) throws IOException {
    this.users = Files.writeString(folder.resolve("users"), "bob:" + HASH + "\n");
    this.denied = Files.writeString(folder.resolve("denied"), "192.0.2.0/25\n");
    this.page = Files.writeString(folder.resolve("page.html"), "<p>${request_id} ${path}</p>");
  }

  /** Four servers: two of app, one of other and one of spare. */
  String next(Random random, boolean http2Server, List<PairOrigin> origins) {
    return """
        global: {worker_threads: 2, secret: "a secret of the tests, nothing more"}
        defaults:
          timeouts: {client: 2s, server: 150ms, connect: 2s, queue: 150ms, total: 1s}
          retry: {attempts: %d, budget: 100%%}
        %s
        listeners:
          web:
            bind: "127.0.0.1:0"
            forwarded: {trusted_proxies: [127.0.0.1]}
            backend: app
            headers: {response: {set: {X-Echo: "${header:X-Id}"}, add: {X-Path: "${method} ${host}"}}}
        %s
            routes:
              - match: {path_prefix: /split}
                backends: [{name: app, weight: %d}, {name: other, weight: %d}]%s
        %s
              - match: {path_prefix: /away}
                redirect: {host: elsewhere.example.com, strip_prefix: /away, status: 307}
        %s
              - match: {path_prefix: /fixed}
                respond: {body: "${header:X-Id}", headers: {X-Fixed: "${header:X-Id}"}}
        %s
              - match: {path_prefix: /new}
                backend: %s
                rewrite: {%s}
        %s
        backends:
          app:
            servers: [%s, %s]
            %s
        %s
          other:
            servers: [%s]
            %s
          spare:
            servers: [%s]
            %s
        """
        .formatted(
            random.nextInt(4),
            policy(random, 2, 2),
            policy(random, 4, 4),
            random.nextInt(3),
            1 + random.nextInt(3),
            chance(random, 2, "\n        split_cookie: {cookie: GROUP}"),
            policy(random, 8, 8),
            policy(random, 8, 8),
            policy(random, 8, 8),
            pick(random, "app", "other", "spare"),
            pick(
                random,
                "strip_prefix: /new",
                "add_prefix: /v2",
                "regex: \"/new(.*)\", to: \"/w$1\"",
                "path: /"),
            policy(random, 8, 8),
            StickySetup.server("s1", origins.get(0)),
            StickySetup.server("s2", origins.get(1)),
            protocol(http2Server),
            backend(random),
            StickySetup.server("s3", origins.get(2)),
            protocol(http2Server),
            StickySetup.server("s4", origins.get(3)),
            protocol(http2Server));
  }

  private static String protocol(boolean http2Server) {
    return "protocol: " + (http2Server ? "h2c" : "http/1.1");
  }

  private static String backend(Random random) {
    return (chance(random, 2, "fallback_backend: spare\n")
            + chance(random, 3, "max_connections: 1\n")
            + chance(random, 3, "queue: {max: 2}\n")
            + chance(random, 3, "host: upstream\n")
            + chance(random, 3, "circuit_breaker: {failures: 3, open_for: 100ms}\n")
            + chance(random, 4, "balance: {type: consistent_hash, key: client_ip}\n")
            + chance(random, 3, "headers: {request: {set: {X-Backend: \"${client_ip}\"}}}\n")
            + switch (random.nextInt(4)) {
              case 0 ->
                  "sticky: {cookie: S, indirect: %b, when_server_down: %s%s}\n"
                      .formatted(
                          random.nextBoolean(),
                          pick(random, "rebalance", "fail"),
                          chance(random, 2, ", max_idle: 1h, max_life: 2h"));
              case 1 -> "sticky: {cookie: app, mode: prefix}\n";
              case 2 -> "sticky: {key: \"header:X-Id\"}\n";
              default -> "";
            })
        .indent(4);
  }

  /** Each of the settings once in {@code rarity}. */
  private String policy(Random random, int rarity, int indent) {
    return (chance(
                random,
                rarity,
                "access: {deny: [\"file:%s\"], reject: %s}\n"
                    .formatted(denied, pick(random, "403", "close", "{tarpit: 20ms, status: 404}")))
            + chance(
                random,
                2 * rarity,
                "basic_auth: {users_file: \"%s\", realm: R, forward: %b}\n"
                    .formatted(users, random.nextBoolean()))
            + chance(
                random,
                rarity,
                "rewrite_response: {location: true, cookie_path: {/: /x/},"
                    + " cookie_flags: {secure: true, same_site: lax}}\n")
            + chance(
                random,
                rarity,
                "error_pages: {5xx: \"%s\", 404: \"%s\"%s}\n"
                    .formatted(page, page, chance(random, 2, ", intercept: [404, 500-504]")))
            + chance(random, rarity, "request_id: {accept: always}\n")
            + chance(random, rarity, "trace: {sampled: true}\n")
            + chance(random, 5 * rarity, "maintenance: {allow: [127.0.0.1]}\n")
            + chance(random, 2 * rarity, "max_request_body: 20KiB\n")
            + compression(random, rarity)
            + chance(
                random,
                rarity,
                "buffering: {request: %b, response: %b, request_memory: %s, response_memory: %s}\n"
                    .formatted(
                        random.nextBoolean(),
                        random.nextBoolean(),
                        pick(random, "1KiB", "10KiB", "1MiB"),
                        pick(random, "1KiB", "10KiB", "1MiB"))))
        .indent(indent);
  }

  private static String compression(Random random, int rarity) {
    return chance(
        random,
        rarity,
        "compression: {algorithms: %s, level: %d, min_size: %dB, flush: %b, offload: %b}\n"
            .formatted(
                pick(random, "[gzip]", "[br, gzip]", "[zstd, br]", "[zstd, gzip, br]"),
                1 + random.nextInt(6),
                1 + random.nextInt(300),
                random.nextBoolean(),
                random.nextBoolean()));
  }

  private static String chance(Random random, int rarity, String text) {
    return random.nextInt(rarity) == 0 ? text : "";
  }

  static String pick(Random random, String... of) {
    return of[random.nextInt(of.length)];
  }
}
