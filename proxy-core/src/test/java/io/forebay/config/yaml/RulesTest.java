package io.forebay.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.config.TemplateField;
import io.forebay.config.TextTemplate.Scope;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule once: a file that breaks it, and the only problem that users get to see. */
class RulesTest {
  private static final String DURATION = "a duration such as 500ms, 5s, 1m or 1h30m";
  private static final String ADDRESS = "an address such as 0.0.0.0:80, \"[::1]:80\" or :8080";

  /** The part under test starts on line 6, column 5. */
  private static final String LISTENER =
      """
      backends: { app: { servers: [a:80], health_check: { path: / } } }
      listeners:
        web:
          bind: ":80"
          backend: app
          %s
      """;

  private static final String BACKEND =
      """
      listeners: { web: { bind: ":80", backend: app } }
      backends:
        app:
          # The line below is the part under test.
          servers: [a:80]
          %s
      """;

  private static final String LISTENER_KEYS = Files.keys("listeners.web");
  private static final String BACKEND_KEYS = Files.keys("backends.app");

  private static final String TOP =
      """
      listeners: { web: { bind: ":80", backend: app } }
      backends: { app: { servers: [a:80] } }
      %s
      """;

  @ParameterizedTest
  @MethodSource({
    "top",
    "global",
    "listener",
    "compression",
    "buffering",
    "accessLog",
    "bind",
    "hostsOfServers",
    "numbers",
    "headers",
    "route",
    "rewrite",
    "rewriteResponse",
    "maintenance",
    "backend",
    "check",
    "passiveCheck",
    "admin"
  })
  void brokenRule_isTheOnlyProblem(String yaml, String problem) {
    assertThat(Files.problems(yaml)).containsExactly("f.yaml:" + problem);
  }

  static Stream<Arguments> top() {
    return Stream.of(
        rule(TOP, "version: 2", "3:10: version: 2 (expected: 1)"),
        rule(
            TOP,
            "upstreams: {}",
            "3:1: upstreams: unknown key (expected: admin, backends, defaults, global, header_sets,"
                + " listeners, rate_limits, version, virtual_hosts; did you mean backends?)"),
        rule(TOP, "global:", "3:8: global: no value (expected: a map)"),
        rule(
            TOP,
            "virtual_hosts: { a: { hosts: [], respond: {} } }",
            "3:30: virtual_hosts.a.hosts: no host (expected: at least one)"),
        rule(TOP, "global: []", "3:9: global: a list (expected: a map)"),
        rule(TOP, "backends: {}", "3:1: backends: duplicate key (first on line 2)"),
        rule(
            TOP,
            "<<: {}",
            "3:1: <<: merge keys are refused (expected: the keys themselves; from: copies a"
                + " backend)"),
        rule(TOP, "? [a]\n: b", "3:3: a list as a key (expected: text)"),
        rule(TOP, "'': b", "3:1: an empty key (expected: text)"),
        rule(TOP, "global: !x {}", "3:9: global: tag !x (expected: no tag)"),
        rule(TOP, "global: !!map {}", "3:9: global: tag tag:yaml.org,2002:map (expected: no tag)"),
        rule(TOP, "---\na: b", "3:1: a second document (expected: one document in a file)"),
        rule(
            TOP,
            "virtual_hosts: { a: { hosts: [a.test], listeners: [wep], backend: app } }",
            "3:52: virtual_hosts.a.listeners[0]: wep (expected: a listener: web; did you mean"
                + " web?)"),
        rule(
            TOP,
            "virtual_hosts: { a: { backend: app } }",
            "3:21: virtual_hosts.a: hosts is missing (expected: at least one host)"),
        rule(
            TOP,
            "virtual_hosts: { a: { hosts: a.test } }",
            "3:21: virtual_hosts.a: no purpose (expected: routes, default_backend, backend,"
                + " backends, redirect or respond)"),
        rule(
            TOP,
            "virtual_hosts: { a: { hosts: a.test, backend: app, backends: [app] } }",
            "3:21: virtual_hosts.a: does two things (expected: default_backend, backends, redirect or"
                + " respond)"),
        rule(
            TOP,
            "virtual_hosts: { a: { hosts: a.test, backend: app },\n b: { hosts: [x, A.test],"
                + " backend: app } }",
            "4:2: virtual_hosts.b: a.test belongs to virtual host a on line 3 already (expected:"
                + " each host once on a listener)"),
        rule(
            TOP,
            "virtual_hosts: { a: { hosts: a, routes: [{ match: { host: b }, backend: app }] } }",
            "3:59: virtual_hosts.a.routes[0].match.host: within a virtual host (expected: it in its"
                + " hosts)"),
        rule("%s", "backends: {}", "1:1: listeners is missing (expected: at least one listener)"),
        rule("%s", "listeners: {}", "1:12: listeners: no listener (expected: at least one)"),
        rule("%s", "- a", "1:1: a list (expected: a map)"),
        rule("%s", "a", "1:1: a (expected: a map)"));
  }

  static Stream<Arguments> global() {
    return Stream.of(
        rule(
            TOP,
            "global: { worker_threads: 0 }",
            "3:27: global.worker_threads: 0 (expected: a whole number from 1 to 1024)"),
        rule(
            TOP,
            "global: { worker_threads: many }",
            "3:27: global.worker_threads: many (expected: auto or a whole number from 1 to 1024)"),
        rule(
            TOP,
            "global: { max_connections: 4e3 }",
            "3:28: global.max_connections: 4e3 (expected: a whole number from 1 to 10000000)"),
        rule(
            TOP,
            "global: { max_connections: '10' }",
            "3:28: global.max_connections: 10 (expected: a whole number from 1 to 10000000, without"
                + " quotes)"),
        rule(
            TOP,
            "global: { max_connections: 99999999999999999999 }",
            "3:28: global.max_connections: 99999999999999999999 (expected: a whole number from 1 to"
                + " 10000000)"),
        rule(
            TOP,
            "global: { state_file: a }",
            "3:23: global.state_file: a (expected: an absolute path of a file)"),
        rule(
            TOP,
            "global: { pid_file: forebay.pid }",
            "3:21: global.pid_file: forebay.pid (expected: an absolute path of a file)"),
        rule(
            TOP,
            "global: { upgrade_socket: a }",
            "3:27: global.upgrade_socket: a (expected: an absolute path of at most 107 bytes)"),
        rule(
            TOP,
            "global: { log: { level: warn } }",
            "3:25: global.log.level: warn (expected: error, warning, notice, info, debug; did you"
                + " mean warning?)"),
        rule(
            TOP,
            "global: { log: { target: 'syslog://127.0.0.1/local9' } }",
            "3:26: global.log.target: syslog://127.0.0.1/local9 (expected: a facility such as daemon"
                + " or local0 to local7 behind the host)"),
        rule(
            TOP,
            "global: { log: { target: forebay.log } }",
            "3:26: global.log.target: forebay.log (expected: an absolute path, stdout, stderr or"
                + " syslog://HOST)"),
        rule(
            TOP,
            "global: { shutdown: { drain_timeout: 0s } }",
            "3:38: global.shutdown.drain_timeout: 0s (expected: more than 0)"),
        rule(
            TOP,
            "defaults: { timeouts: { connect: 5000 } }",
            "3:34: defaults.timeouts.connect: 5000 (expected: a number with a unit; did you mean"
                + " 5000ms, as HAProxy reads it, or 5000s, as nginx does?)"),
        rule(
            TOP,
            "defaults: { timeouts: { connect: 5 s } }",
            "3:34: defaults.timeouts.connect: 5 s (expected: " + DURATION + "; did you mean 5s?)"),
        rule(
            TOP,
            "defaults: { timeouts: { tunnel: 31d } }",
            "3:33: defaults.timeouts.tunnel: 31d (expected: at most 30d)"),
        rule(
            TOP,
            "defaults: { timeouts: { queue: 0s } }",
            "3:32: defaults.timeouts.queue: 0s (expected: more than 0)"),
        rule(
            TOP,
            "defaults: { max_request_body: 20M }",
            "3:31: defaults.max_request_body: 20M (expected: a size such as 512B, 64KiB, 20MiB or"
                + " 1GiB, or unlimited; did you mean 20MiB?)"),
        rule(
            TOP,
            "defaults: { max_request_body: 0B }",
            "3:31: defaults.max_request_body: 0B (expected: more than 0, or unlimited)"),
        rule(
            TOP,
            "defaults: { max_request_body: 100 }",
            "3:31: defaults.max_request_body: 100 (expected: a size such as 512B, 64KiB, 20MiB or"
                + " 1GiB, or unlimited; did you mean 100B?)"),
        rule(
            TOP,
            "defaults: { timeouts: { client: ~ } }",
            "3:33: defaults.timeouts.client: no value (expected: " + DURATION + ")"));
  }

  static Stream<Arguments> buffering() {
    return Stream.of(
        rule(
            LISTENER,
            "buffering: true",
            "6:16: listeners.web.buffering: true (expected: a map, or none)"),
        rule(
            LISTENER,
            "buffering: {request: always}",
            "6:26: listeners.web.buffering.request: always (expected: true or false)"),
        rule(
            LISTENER,
            "buffering: {response_memory: 512B}",
            "6:34: listeners.web.buffering.response_memory: 512B (expected: a size from 1KiB to"
                + " 64MiB)"),
        rule(
            LISTENER,
            "buffering: {request_memory: 65MiB}",
            "6:33: listeners.web.buffering.request_memory: 65MiB (expected: a size from 1KiB to"
                + " 64MiB)"));
  }

  static Stream<Arguments> compression() {
    return Stream.of(
        rule(
            LISTENER,
            "compression: off",
            "6:18: listeners.web.compression: off (expected: a map, or none)"),
        rule(
            LISTENER,
            "compression: {algorithms: brotli}",
            "6:31: listeners.web.compression.algorithms: brotli (expected: gzip, br, zstd)"),
        rule(
            LISTENER,
            "compression: {algorithms: []}",
            "6:31: listeners.web.compression.algorithms: a list (expected: at least one;"
                + " compression: none turns it off)"),
        rule(
            LISTENER,
            "compression: {algorithms: [gzip, gzip]}",
            "6:38: listeners.web.compression.algorithms[1]: gzip (expected: each algorithm once)"),
        rule(
            LISTENER,
            "compression: {level: {br: 15}}",
            "6:31: listeners.web.compression.level.br: 15 (expected: a whole number from 0 to 11)"),
        rule(
            LISTENER,
            "compression: {algorithms: br, level: 15}",
            "6:42: listeners.web.compression.level: 15 (expected: a whole number from 0 to 11)"),
        rule(
            LISTENER,
            "compression: {algorithms: [gzip, zstd], level: 10}",
            "6:52: listeners.web.compression.level: 10 (expected: a whole number from 1 to 9)"),
        rule(
            LISTENER,
            "compression: {level: 0}",
            "6:26: listeners.web.compression.level: 0 (expected: a whole number from 1 to 9)"),
        rule(
            LISTENER,
            "compression: {level: [1]}",
            "6:26: listeners.web.compression.level: a list (expected: a level, or levels by"
                + " algorithm)"),
        rule(
            LISTENER,
            "compression: {min_size: 0B}",
            "6:29: listeners.web.compression.min_size: 0B (expected: a size from 1B to 1GiB)"),
        rule(
            LISTENER,
            "compression: {types: [json]}",
            "6:27: listeners.web.compression.types[0]: json (expected: a media type such as"
                + " application/json, text/* or *)"),
        rule(
            LISTENER,
            "compression: {gzip: true}",
            "6:19: listeners.web.compression.gzip: unknown key (expected: algorithms, flush, level,"
                + " min_size, offload, types, vary)"));
  }

  static Stream<Arguments> accessLog() {
    return Stream.of(
        rule(
            LISTENER,
            "access_log: off",
            "6:17: listeners.web.access_log: off (expected: a map, or none)"),
        rule(
            LISTENER,
            "access_log: {format: json}",
            "6:17: listeners.web.access_log: path is missing (expected: an absolute path, stdout,"
                + " stderr or syslog://HOST)"),
        rule(
            LISTENER,
            "access_log: {path: a.log}",
            "6:24: listeners.web.access_log.path: a.log (expected: an absolute path, stdout,"
                + " stderr or syslog://HOST)"),
        rule(
            LISTENER,
            "access_log: {path: 'syslog+tls://127.0.0.1'}",
            "6:24: listeners.web.access_log.path: syslog+tls://127.0.0.1 (expected:"
                + " syslog://HOST[:PORT][/FACILITY], syslog+tcp://HOST[:PORT][/FACILITY] or"
                + " syslog+unix:///PATH)"),
        rule(
            LISTENER,
            "access_log: {path: stdout, format: main}",
            "6:40: listeners.web.access_log.format: main (expected: combined, combined_xff,"
                + " json or a template such as \"${client_ip} ${status}\")"),
        rule(
            LISTENER,
            "access_log: {path: stdout, format: '${status'}",
            "6:40: listeners.web.access_log.format: ${status (expected: } after it)"),
        rule(
            LISTENER,
            "access_log: {path: stdout, format: '${bogus}'}",
            "6:40: listeners.web.access_log.format: ${bogus} (expected: "
                + "time, time_local, client_ip, client_port, auth_user, listener, route, backend, server,"
                + " request, method, target, protocol, host, status, body_bytes_in,"
                + " body_bytes_out, referer, user_agent, x_forwarded_for, request_id, trace_id, queue_ms,"
                + " connect_ms, response_ms, total_ms, retries, rate_limit, reason, tls_version, tls_cipher,"
                + " tls_server_name or header:NAME)"),
        rule(
            LISTENER,
            "access_log: {path: stdout, buffer: 1B}",
            "6:40: listeners.web.access_log.buffer: 1B (expected: 1KiB to 16MiB)"),
        rule(
            LISTENER,
            "access_log: {path: stdout, sample: 101%}",
            "6:40: listeners.web.access_log.sample: 101% (expected: a percentage from 0% to 100%,"
                + " such as 10% or 0.5%)"),
        rule(
            LISTENER,
            "access_log: {path: stdout, sample: 0.5}",
            "6:40: listeners.web.access_log.sample: 0.5 (expected: a percentage from 0% to 100%,"
                + " such as 10% or 0.5%; did you mean 0.5%?)"));
  }

  static Stream<Arguments> listener() {
    return Stream.of(
        rule(
            LISTENER,
            "proxy_read_timeout: 5s",
            "6:5: listeners.web.proxy_read_timeout: unknown key (expected: "
                + LISTENER_KEYS
                + "; did you mean timeouts.server?)"),
        rule(
            LISTENER,
            "maxconn: 5",
            "6:5: listeners.web.maxconn: unknown key (expected: "
                + LISTENER_KEYS
                + "; did you mean max_connections?)"),
        rule(
            LISTENER,
            "tls: {}",
            "6:10: listeners.web.tls: no certificate (expected: certificates, at least one)"),
        rule(
            LISTENER,
            "tls: { certificates: [{ key: a }] }",
            "6:27: listeners.web.tls.certificates[0]: cert is missing (expected: the path of a file)"),
        rule(
            LISTENER,
            "tls: { certificates: [{ cert: a, keys: b }] }",
            "6:38: listeners.web.tls.certificates[0].keys: unknown key (expected: cert, chain, key,"
                + " ocsp; did you mean key?)"),
        rule(
            LISTENER,
            "tls: { certificates: [{ cert: a }], min_version: 1.1 }",
            "6:54: listeners.web.tls.min_version: 1.1 (expected: 1.2, 1.3; did you mean 1.2?)"),
        rule(
            LISTENER,
            "tls: { certificates: [{ cert: a }], min_version: 1.3, max_version: 1.2 }",
            "6:10: listeners.web.tls: max_version is below min_version (expected: at least 1.3)"),
        rule(
            LISTENER,
            "tls: { certificates: [{ cert: a }], session_cache: { timeout: 8d } }",
            "6:67: listeners.web.tls.session_cache.timeout: 8d (expected: a time from 1s to 7d)"),
        rule(
            LISTENER,
            "tls: { certificates: [{ cert: a }], session_cache: { size: 2GiB } }",
            "6:64: listeners.web.tls.session_cache.size: 2GiB (expected: a size from 0 to 1GiB)"),
        rule(
            LISTENER,
            "tls: { certificates: [{ cert: a }], client_auth: { mode: required } }",
            "6:54: listeners.web.tls.client_auth: ca is missing (expected: the file of the issuers"
                + " of clients)"),
        rule(
            LISTENER,
            "tls: { certificates: [{ cert: a }], client_auth: { ca: x } }",
            "6:60: listeners.web.tls.client_auth.ca: without effect: mode is none (expected: mode"
                + " optional or required)"),
        rule(
            LISTENER,
            "tls: { certificates: [{ cert: a }], alpn: [h2] }\n    protocols: [h2]",
            "6:47: listeners.web.tls.alpn: alpn means protocols (expected: one of the two)"),
        rule(
            LISTENER,
            "tls: { certificates: [{ cert: a }], alpn: [h2c] }",
            "6:48: listeners.web.tls.alpn[0]: h2c (expected: h2, as there is tls)"),
        rule(
            LISTENER,
            "protocols: [http/1.1, h2]",
            "6:27: listeners.web.protocols[1]: h2 (expected: h2c, as there is no tls)"),
        rule(
            LISTENER,
            "http2: { max_streams: 10001 }",
            "6:27: listeners.web.http2.max_streams: 10001 (expected: a whole number from 1 to"
                + " 10000)"),
        rule(
            LISTENER,
            "protocols: [http2]",
            "6:17: listeners.web.protocols[0]: http2 (expected: http/1.1, h2, h2c)"),
        rule(
            LISTENER,
            "protocols: [h2c, h2c]",
            "6:22: listeners.web.protocols[1]: h2c stands there twice (expected: each once)"),
        rule(
            LISTENER,
            "protocols: []",
            "6:16: listeners.web.protocols: none that fits listeners.web without tls (expected:"
                + " http/1.1 or h2c)"),
        rule(
            LISTENER,
            "max_connections: 20001",
            "6:22: listeners.web.max_connections: 20001 (expected: at most 20000, which is"
                + " global.max_connections)"),
        rule(
            LISTENER,
            "max_connections: 0",
            "6:22: listeners.web.max_connections: 0 (expected: a whole number from 1 to"
                + " 10000000)"),
        rule(
            LISTENER,
            "default_backend: app",
            "5:14: listeners.web.backend: backend means default_backend (expected: one of the"
                + " two)"),
        rule(
            LISTENER,
            "redirect: { scheme: https }",
            "6:15: listeners.web.redirect: answers what no route takes (expected: redirect without"
                + " backend; a route for what is not redirected)"),
        rule(
            LISTENER,
            "forwarded: { add: [x-forwarded-fro] }",
            "6:24: listeners.web.forwarded.add[0]: x-forwarded-fro (expected: x-forwarded-for,"
                + " x-forwarded-proto, x-forwarded-host, x-forwarded-port, x-real-ip, forwarded;"
                + " did you mean x-forwarded-for?)"),
        rule(
            LISTENER,
            "forwarded: { trusted_proxies: [10.0.0.1/8] }",
            "6:36: listeners.web.forwarded.trusted_proxies[0]: 10.0.0.1/8 (expected: no bits after"
                + " the prefix; did you mean 10.0.0.0/8?)"),
        rule(
            LISTENER,
            "forwarded: { source: header:X-Forwarded-For }",
            "6:26: listeners.web.forwarded.source: header:X-Forwarded-For (expected: x-forwarded-for,"
                + " forwarded, x-real-ip, none or header:NAME of a field with one address)"),
        rule(
            LISTENER,
            "forwarded: { source: cf-connecting-ip }",
            "6:26: listeners.web.forwarded.source: cf-connecting-ip (expected: x-forwarded-for,"
                + " forwarded, x-real-ip, none or header:NAME of a field with one address)"),
        rule(
            LISTENER,
            "routes: [{ backend: app, forwarded: { source: none } }]",
            "6:51: listeners.web.routes[0].forwarded.source: not a setting of routes (expected: it"
                + " in the listener's forwarded)"),
        rule(
            LISTENER,
            "proxy_protocol: {}",
            "6:21: listeners.web.proxy_protocol: from is missing (expected: at least one network of"
                + " those that send it, or unix)"),
        rule(
            LISTENER,
            "proxy_protocol: { from: [] }",
            "6:29: listeners.web.proxy_protocol.from: nobody (expected: at least one network of"
                + " those that send it, or unix)"),
        rule(
            LISTENER,
            "proxy_protocol: { from: 10.0.0.1/8 }",
            "6:29: listeners.web.proxy_protocol.from: 10.0.0.1/8 (expected: no bits after the"
                + " prefix; did you mean 10.0.0.0/8?)"),
        rule(
            LISTENER,
            "header_sets: [sec]",
            "6:19: listeners.web.header_sets[0]: sec (expected: a header set, but there is none)"),
        rule(
            "listeners: { web: { bind: ':80', %s } }",
            "backend: aap",
            "1:43: listeners.web.backend: aap (expected: a backend, but there is none)"),
        rule(
            "backends: { app: { servers: [a:80] } }\nlisteners: { web: { bind: ':80', %s } }",
            "backend: aap",
            "2:43: listeners.web.backend: aap (expected: a backend: app; did you mean app?)"),
        rule(
            "listeners: { web: { bind: ':80'%s } }",
            "",
            "1:19: listeners.web: no purpose (expected: default_backend, backend, routes or"
                + " redirect)"),
        rule(
            "listeners: { web: { bind: ':80', %s } }",
            "routes: []",
            "1:42: listeners.web.routes: no route (expected: at least one, or a default_backend)"),
        rule(
            "listeners: { %s: { bind: ':80', redirect: { path: / } } }",
            "a/b",
            "1:14: listeners.a/b: a/b (expected: a name of at most 128 letters, digits, hyphens,"
                + " dots, colons and underscores)"));
  }

  static Stream<Arguments> bind() {
    String one = "listeners: { web: { %s, redirect: { path: / } } }";
    String two = "listeners:\n  a: { bind: %s, redirect: { path: / } }\n";
    return Stream.of(
        rule(
            "listeners: { web: { %s } }",
            "redirect: { path: / }",
            "1:19: listeners.web: bind is missing (expected: an address such as :8080)"),
        rule(one, "bind: []", "1:27: listeners.web.bind: no address (expected: at least one)"),
        rule(
            one,
            "bind: 8080",
            "1:27: listeners.web.bind: 8080 (expected: " + ADDRESS + "; did you mean :8080?)"),
        rule(
            one,
            "bind: '::1:80'",
            "1:27: listeners.web.bind: ::1:80 (expected: a port after brackets around an IPv6"
                + " address, such as [::1]:80)"),
        rule(
            one,
            "bind: 'a:65536'",
            "1:27: listeners.web.bind: a:65536 (expected: a port from 0 to 65535 after the last"
                + " colon)"),
        rule(
            one,
            "bind: ':8404'",
            "1:27: listeners.web.bind: :8404 clashes with 127.0.0.1:8404 (expected: an address of"
                + " its own; the admin listener by default has that one)"),
        rule(
            one,
            "bind: unix:app.sock",
            "1:27: listeners.web.bind: unix:app.sock (expected: an absolute path, such as"
                + " unix:/run/app.sock)"),
        rule(
            one,
            "bind: unix:/run/./app.sock",
            "1:27: listeners.web.bind: unix:/run/./app.sock (expected: the path without detours:"
                + " unix:/run/app.sock)"),
        rule(
            one,
            "bind: [unix:/run/a, unix:/run/a]",
            "1:41: listeners.web.bind[1]: unix:/run/a clashes with unix:/run/a (expected: an"
                + " address of its own; listeners.web.bind[0] on line 1 has that one)"),
        rule(
            one,
            "bind: ['0.0.0.0:80', '[::]:80', '10.0.0.1:80']",
            "1:53: listeners.web.bind[2]: 10.0.0.1:80 clashes with 0.0.0.0:80 (expected: an address"
                + " of its own; listeners.web.bind[0] on line 1 has that one)"),
        rule(
            two + "  b: { bind: '0.0.0.0:80', redirect: { path: / } }",
            "':80'",
            "3:14: listeners.b.bind: 0.0.0.0:80 clashes with :80 (expected: an address of its own;"
                + " listeners.a.bind on line 2 has that one)"),
        rule(
            two + "admin: { bind: '127.0.0.1:9000' }",
            "'localhost:9000'",
            "3:16: admin.bind: 127.0.0.1:9000 clashes with localhost:9000 (expected: an address of"
                + " its own; listeners.a.bind on line 2 has that one)"));
  }

  static Stream<Arguments> numbers() {
    return Stream.of(
        rule(
            LISTENER,
            "request_id: { header: Host }",
            "6:27: listeners.web.request_id.header: Host: the proxy itself decides this header"
                + " (expected: another header)"),
        rule(
            LISTENER,
            "request_id: { accept: everybody }",
            "6:27: listeners.web.request_id.accept: everybody (expected: trusted, always, never)"),
        rule(
            LISTENER,
            "trace: { sampled: 1 }",
            "6:23: listeners.web.trace.sampled: 1 (expected: true or false; did you mean true?)"),
        rule(LISTENER, "trace: on", "6:12: listeners.web.trace: on (expected: a map)"),
        rule(
            BACKEND,
            "headers: { request: { set: { A: \"${status}\" } } }",
            "6:37: backends.app.headers.request.set.A: ${status}: known once there is an answer"
                + " (expected: "
                + String.join(", ", TemplateField.words(Scope.REQUEST))
                + ")"));
  }

  static Stream<Arguments> hostsOfServers() {
    return Stream.of(
        rule(
            BACKEND,
            "host: a b",
            "6:11: backends.app.host: a b (expected: preserve, upstream, or a host with or without"
                + " a port)"),
        rule(
            BACKEND.replace("[a:80]", "[{address: 'unix:/a'}]"),
            "host: upstream",
            "5:15: backends.app.servers[0]: host upstream with a unix socket (expected: preserve or"
                + " a host)"));
  }

  static Stream<Arguments> headers() {
    return Stream.of(
        rule(
            LISTENER,
            "headers: { request: { set: { Host: x } } }",
            "6:34: listeners.web.headers.request.set.Host: Host: the proxy itself decides this"
                + " header (expected: another header)"),
        rule(
            LISTENER,
            "headers: { request: { remove: transfer-encoding } }",
            "6:35: listeners.web.headers.request.remove: transfer-encoding: the proxy itself"
                + " decides this header (expected: another header)"),
        rule(
            LISTENER,
            "headers: { request: { set: { 'a b': x } } }",
            "6:34: listeners.web.headers.request.set.a b: a b: not a header name (expected:"
                + " letters, digits and !#$%&'*+-.^_`|~)"),
        rule(
            LISTENER,
            "headers: { request: { set: { A: \"x\\r\\nB: y\" } } }",
            "6:37: listeners.web.headers.request.set.A: x\\u000D\\u000AB: y (expected: a header"
                + " value, on one line and without control characters)"),
        rule(
            LISTENER,
            "headers: { request: { set: { A: \"${remote_addr}\" } } }",
            "6:37: listeners.web.headers.request.set.A: ${remote_addr} (expected: "
                + String.join(", ", TemplateField.words(Scope.REQUEST))
                + "; did you mean ${client_ip}?)"),
        rule(
            LISTENER,
            "headers: { request: { add: { A: \"${header.X-A}\" } } }",
            "6:37: listeners.web.headers.request.add.A: ${header.X-A} (expected: "
                + String.join(", ", TemplateField.words(Scope.REQUEST))
                + "; did you mean ${header:X-A}?)"),
        rule(
            LISTENER,
            "headers: { request: { set_if_absent: { A: \"${status}\" } } }",
            "6:47: listeners.web.headers.request.set_if_absent.A: ${status}: known once there is"
                + " an answer (expected: "
                + String.join(", ", TemplateField.words(Scope.REQUEST))
                + ")"),
        rule(
            LISTENER,
            "headers: { response: { set: { A: \"${status\" } } }",
            "6:38: listeners.web.headers.response.set.A: ${status (expected: } after it)"),
        rule(
            LISTENER,
            "headers: { response: { remove: \"X-*-A\" } }",
            "6:36: listeners.web.headers.response.remove: X-*-A: not the beginning of header names"
                + " (expected: such as X-Internal-*)"),
        rule(
            LISTENER,
            "headers: { request: { set: { A: ' x' } } }",
            "6:37: listeners.web.headers.request.set.A:  x: not a header value (expected: no space"
                + " at its ends)"),
        rule(
            LISTENER,
            "headers: { response: { add: { A: x, a: y } } }",
            "6:41: listeners.web.headers.response.add.a: a: named twice (expected: each header"
                + " once; case does not matter)"),
        rule(
            LISTENER,
            "headers: { response: { append: {} } }",
            "6:28: listeners.web.headers.response.append: unknown key (expected: add, remove, set,"
                + " set_if_absent)"));
  }

  static Stream<Arguments> route() {
    String path = "a path that starts with /, in visible ASCII and without ? and #";
    String host = "a host such as app.example.com or \"*.example.com\", without a port";
    return Stream.of(
        rule(LISTENER, "routes: { a: b }", "6:13: listeners.web.routes: a map (expected: a list)"),
        rule(
            LISTENER,
            "routes: [{ match: { path: / } }]",
            "6:14: listeners.web.routes[0]: no answer (expected: backend, backends,"
                + " redirect or respond)"),
        rule(
            LISTENER,
            "routes: [{ backend: app, backends: [app] }]",
            "6:40: listeners.web.routes[0].backends: a route does one thing (expected: backend,"
                + " backends, redirect or respond)"),
        rule(
            LISTENER,
            "routes: [{ backends: [] }]",
            "6:26: listeners.web.routes[0].backends: no backend (expected: at least one)"),
        rule(
            LISTENER,
            "routes: [{ backends: app }]",
            "6:26: listeners.web.routes[0].backends: app (expected: a list)"),
        rule(
            LISTENER,
            "routes: [{ backends: [app, { name: app, weight: 2 }] }]",
            "6:32: listeners.web.routes[0].backends[1]: app: duplicate backend (first on line 6)"),
        rule(
            LISTENER,
            "routes: [{ backends: [{ name: app, weight: 0 }] }]",
            "6:26: listeners.web.routes[0].backends: every weight is 0 (expected: at least one above"
                + " 0)"),
        rule(
            LISTENER,
            "routes: [{ backends: [{ name: app, weight: 1000001 }] }]",
            "6:48: listeners.web.routes[0].backends[0].weight: 1000001 (expected: a whole number from"
                + " 0 to 1000000)"),
        rule(
            LISTENER,
            "routes: [{ backends: [app, { weight: 1 }] }]",
            "6:32: listeners.web.routes[0].backends[1]: name is missing (expected: the name of a"
                + " backend)"),
        rule(
            LISTENER,
            "routes: [{ backend: app, split_cookie: g }]",
            "6:44: listeners.web.routes[0].split_cookie: without backends (expected: backends,"
                + " among which clients keep theirs)"),
        rule(
            LISTENER,
            "routes: [{ backends: [app], split_cookie: { path: /a } }]",
            "6:47: listeners.web.routes[0].split_cookie: cookie is missing (expected: a name of at"
                + " most 256 letters, digits, - and _)"),
        rule(
            LISTENER,
            "routes: [{ backends: [app], split_cookie: 'a b' }]",
            "6:47: listeners.web.routes[0].split_cookie: a b (expected: a name of at most 256"
                + " letters, digits, - and _)"),
        rule(
            LISTENER,
            "routes: [{ backends: [app], split_cookie: { cookie: g, max_age: 999ms } }]",
            "6:69: listeners.web.routes[0].split_cookie.max_age: 999ms (expected: at least 1s)"),
        rule(
            LISTENER,
            "routes: [{ backends: [app], split_cookie: { cookie: g, same_site: none } }]",
            "6:47: listeners.web.routes[0].split_cookie: same_site: none (expected: secure: true"
                + " with it, as browsers refuse it otherwise)"),
        rule(
            LISTENER,
            "routes: [{ backends: [app, nope] }]",
            "6:32: listeners.web.routes[0].backends[1]: nope (expected: a backend: app)"),
        rule(
            LISTENER,
            "routes: [{ backend: app, redirect: { path: / } }]",
            "6:40: listeners.web.routes[0].redirect: a route does one thing (expected: backend,"
                + " backends, redirect or respond)"),
        rule(
            LISTENER,
            "routes: [{ backend: nope }]",
            "6:25: listeners.web.routes[0].backend: nope (expected: a backend: app)"),
        rule(
            LISTENER,
            "routes: [{ match: { path: /a, path_prefix: /b }, backend: app }]",
            "6:48: listeners.web.routes[0].match.path_prefix: beside path (expected: path or"
                + " path_prefix, not both)"),
        rule(
            LISTENER,
            "routes: [{ match: { path_prefix: api }, backend: app }]",
            "6:38: listeners.web.routes[0].match.path_prefix: api (expected: "
                + path
                + "; did you mean /api?)"),
        rule(
            LISTENER,
            "routes: [{ match: { path: '/a?b' }, backend: app }]",
            "6:31: listeners.web.routes[0].match.path: /a?b (expected: " + path + ")"),
        rule(
            LISTENER,
            "routes: [{ match: { host: 'a.example:80' }, backend: app }]",
            "6:31: listeners.web.routes[0].match.host: a.example:80 (expected: " + host + ")"),
        rule(
            LISTENER,
            "routes: [{ match: { hosts: a }, backend: app }]",
            "6:25: listeners.web.routes[0].match.hosts: unknown key (expected: cookie,"
                + " grpc_method, grpc_service, header, host, method, not, path, path_prefix,"
                + " path_regex, query, source, websocket; did you mean host?)"),
        rule(
            LISTENER,
            "routes: [{ match: { grpc_service: /a.B/C }, backend: app }]",
            "6:39: listeners.web.routes[0].match.grpc_service: /a.B/C (expected: a service with"
                + " its package, such as shop.v1.Orders, without a slash)"),
        rule(
            LISTENER,
            "routes: [{ match: { grpc_method: a.B }, backend: app }]",
            "6:38: listeners.web.routes[0].match.grpc_method: a.B (expected: a method such as"
                + " GetOrder, without its service)"),
        rule(
            LISTENER,
            "routes: [{ match: { path: /a, grpc_service: a.B }, backend: app }]",
            "6:49: listeners.web.routes[0].match.grpc_service: beside path (expected: path or"
                + " grpc_service, not both)"),
        rule(
            LISTENER,
            "routes: [{ match: { method: get }, backend: app }]",
            "6:33: listeners.web.routes[0].match.method: get (expected: a method such as GET, in"
                + " the case that requests have it in; did you mean GET?)"),
        rule(
            LISTENER,
            "routes: [{ match: { path_regex: '/(a' }, backend: app }]",
            "6:37: listeners.web.routes[0].match.path_regex: /(a (expected: an RE2 expression:"
                + " missing closing ))"),
        rule(
            LISTENER,
            "routes: [{ match: { path_regex: /a, path: /a }, backend: app }]",
            "6:37: listeners.web.routes[0].match.path_regex: beside path (expected: path or"
                + " path_regex, not both)"),
        rule(
            LISTENER,
            "routes: [{ match: { host: b\u00fccher.example }, backend: app }]",
            "6:31: listeners.web.routes[0].match.host: b\u00fccher.example (expected: "
                + host
                + "; did you mean xn--bcher-kva.example?)"),
        rule(
            LISTENER,
            "routes: [{ match: { source: 10.0.0.1/8 }, backend: app }]",
            "6:33: listeners.web.routes[0].match.source: 10.0.0.1/8 (expected: no bits after the"
                + " prefix; did you mean 10.0.0.0/8?)"),
        rule(
            LISTENER,
            "routes: [{ match: { not: {} }, backend: app }]",
            "6:30: listeners.web.routes[0].match.not: excludes every request (expected: a"
                + " condition)"),
        rule(
            LISTENER,
            "routes: [{ match: { header: { A: { prefix: a, regex: b } } }, backend: app }]",
            "6:38: listeners.web.routes[0].match.header.A: a map (expected: a value, a list of"
                + " values, or a map with one of prefix, regex and present)"),
        rule(
            LISTENER,
            "routes: [{ match: { query: { a: [] } }, backend: app }]",
            "6:37: listeners.web.routes[0].match.query.a: no value (expected: at least one)"),
        rule(
            LISTENER,
            "routes: [{ priority: high, backend: app }]",
            "6:26: listeners.web.routes[0].priority: high (expected: a whole number from -1000000"
                + " to 1000000)"),
        rule(
            LISTENER,
            "routes: [{ respond: { status: 204, body: x } }]",
            "6:25: listeners.web.routes[0].respond: a body with status 204 (expected: no body with"
                + " it)"),
        rule(
            LISTENER,
            "routes: [{ respond: { file: /nowhere/at/all } }]",
            "6:33: listeners.web.routes[0].respond.file: /nowhere/at/all (expected: a file; there"
                + " is nothing at /nowhere/at/all)"),
        rule(
            LISTENER,
            "routes: [{ respond: { body: x, file: /etc/passwd } }]",
            "6:42: listeners.web.routes[0].respond.file: beside body (expected: body or file, not"
                + " both)"),
        rule(
            LISTENER,
            "routes: [{ respond: { file: /dev/null } }]",
            "6:33: listeners.web.routes[0].respond.file: /dev/null (expected: a file; what is there"
                + " is none at /dev/null)"),
        rule(
            LISTENER,
            "routes: [{ backend: app, timeouts: { client: 5s } }]",
            "6:50: listeners.web.routes[0].timeouts.client: not a timeout of routes (expected: it"
                + " in the listener's timeouts or defaults.timeouts)"),
        rule(
            LISTENER,
            "routes: [{ match:, backend: app }]",
            "6:22: listeners.web.routes[0].match: no value (expected: a map)"),
        rule(
            LISTENER,
            "routes: [{ redirect: { status: 301 } }]",
            "6:26: listeners.web.routes[0].redirect: no target (expected: at least one of scheme,"
                + " host, port and path)"),
        rule(
            LISTENER,
            "routes: [{ redirect: { path: /, status: 304 } }]",
            "6:45: listeners.web.routes[0].redirect.status: 304 (expected: 301, 302, 303, 307 or"
                + " 308)"),
        rule(
            LISTENER,
            "limits: { head: 1KiB, request_line: 4KiB }",
            "6:13: listeners.web.limits: head is below request_line (expected: at least 4096B)"),
        rule(
            LISTENER,
            "limits: { request_line: 2MiB }",
            "6:29: listeners.web.limits.request_line: 2MiB (expected: a size from 256B to 1MiB)"),
        rule(
            LISTENER,
            "limits: { fields: 0 }",
            "6:23: listeners.web.limits.fields: 0 (expected: a whole number from 1 to 1000)"),
        rule(
            LISTENER,
            "limits: { keep_alive_time: 5 }",
            "6:32: listeners.web.limits.keep_alive_time: 5 (expected: a number with a unit; did you"
                + " mean 5ms, as HAProxy reads it, or 5s, as nginx does?)"),
        rule(
            LISTENER,
            "limits: { min_body_rate: 100 }",
            "6:30: listeners.web.limits.min_body_rate: 100 (expected: a size per second such as"
                + " 1KiB, or 0; did you mean 100B?)"),
        rule(
            LISTENER,
            "routes: [{ redirect: { scheme: ftp } }]",
            "6:36: listeners.web.routes[0].redirect.scheme: ftp (expected: http, https)"));
  }

  static Stream<Arguments> rewrite() {
    return Stream.of(
        rewrite(
            "{}",
            "6:39: %s: nothing to change (expected: strip_prefix, add_prefix, regex and"
                + " to, or path)"),
        rewrite(
            "{ strip_prefix: / }",
            "6:55: %s.strip_prefix: / (expected: a path of at least one"
                + " element, such as /api, in visible ASCII and without ? and #)"),
        rewrite(
            "{ add_prefix: /a//b }",
            "6:53: %s.add_prefix: /a//b (expected: a path of at least"
                + " one element, such as /api, in visible ASCII and without ? and #)"),
        rewrite(
            "{ path: /a, add_prefix: /b }",
            "6:47: %s.path: beside a prefix (expected: path, or"
                + " strip_prefix and add_prefix, or regex)"),
        rewrite(
            "{ path: /a, regex: /b, to: /c }",
            "6:58: %s.regex: beside path (expected: path, or"
                + " strip_prefix and add_prefix, or regex)"),
        rewrite("{ regex: /b }", "6:48: %s.regex: without to (expected: both)"),
        rewrite("{ to: /b }", "6:45: %s.to: without regex (expected: both)"),
        rewrite(
            "{ regex: '(', to: /b }",
            "6:48: %s.regex: ( (expected: an RE2 expression: missing" + " closing ))"),
        rewrite(
            "{ regex: '/(a)', to: '/b/$2' }",
            "6:60: %s.to: /b/$2 (expected: a group that regex" + " has: it has 1)"),
        rewrite(
            "{ regex: '/(a)', to: '/b/$x' }",
            "6:60: %s.to: /b/$x (expected: a digit behind $," + " or $$ for a dollar sign)"),
        rewrite(
            "{ regex: '/(a)', to: b }",
            "6:60: %s.to: b (expected: a path such as /new/$1, in"
                + " visible ASCII and without #)"),
        rewrite(
            "{ strip: /a }",
            "6:41: %s.strip: unknown key (expected: add_prefix, path, regex,"
                + " strip_prefix, to)"),
        rule(
            LISTENER,
            "routes: [{ respond: {}, rewrite: { path: /a } }]",
            "6:38: listeners.web.routes[0].rewrite: beside respond (expected: a backend, whose"
                + " servers are sent the path)"),
        rule(
            LISTENER,
            "routes: [{ match: { path_prefix: /api }, backend: app, rewrite: { strip_prefix: /v1 }"
                + " }]",
            "6:85: listeners.web.routes[0].rewrite.strip_prefix: /v1: no path that the match takes"
                + " begins so (expected: the beginning of /api)"),
        rule(
            LISTENER,
            "routes: [{ match: { path: /v10 }, redirect: { strip_prefix: /v1 } }]",
            "6:65: listeners.web.routes[0].redirect.strip_prefix: /v1: no path that the match takes"
                + " begins so (expected: the beginning of /v10)"));
  }

  static Stream<Arguments> maintenance() {
    return Stream.of(
        rule(
            LISTENER,
            "maintenance: none",
            "6:18: listeners.web.maintenance: none (expected: true or false)"),
        rule(
            LISTENER,
            "maintenance: { status: 302 }",
            "6:28: listeners.web.maintenance.status: 302 (expected: a whole number from 400 to"
                + " 599)"),
        rule(
            LISTENER,
            "maintenance: { allow: [] }",
            "6:27: listeners.web.maintenance.allow: no address (expected: at least one)"),
        rule(
            LISTENER,
            "maintenance: { enabled: true, file: /nothing }",
            "6:41: listeners.web.maintenance.file: beside enabled (expected: one of the two)"));
  }

  static Stream<Arguments> rewriteResponse() {
    return Stream.of(
        rule(
            LISTENER,
            "rewrite_response: {}",
            "6:23: listeners.web.rewrite_response: nothing to change (expected: location,"
                + " cookie_path, cookie_domain, cookie_flags, or none in place of the map)"),
        rule(
            LISTENER,
            "rewrite_response: { location: yes }",
            "6:35: listeners.web.rewrite_response.location: yes (expected: true or false; did you"
                + " mean true?)"),
        rule(
            LISTENER,
            "rewrite_response: { cookie_path: { /a: '/;b' } }",
            "6:44: listeners.web.rewrite_response.cookie_path./a: /;b (expected: visible ASCII"
                + " without a semicolon)"),
        rule(
            LISTENER,
            "rewrite_response: { cookie_flags: { same_site: none } }",
            "6:52: listeners.web.rewrite_response.cookie_flags.same_site: none without secure"
                + " (expected: secure: true, as browsers want)"));
  }

  private static Arguments rewrite(String rewrite, String problem) {
    return rule(
        LISTENER,
        "routes: [{ backend: app, rewrite: " + rewrite + " }]",
        problem.formatted("listeners.web.routes[0].rewrite"));
  }

  static Stream<Arguments> backend() {
    String noServers = "listeners: { w: { bind: ':80', backend: a } }\nbackends: { a: { %s } }";
    return Stream.of(
        rule(
            BACKEND,
            "balance: leastconn",
            "6:14: backends.app.balance: leastconn (expected: round_robin, least_conn, random_two,"
                + " consistent_hash, first, least_time; did you mean least_conn?)"),
        rule(
            BACKEND,
            "protocol: http/2",
            "6:15: backends.app.protocol: http/2 (expected: http/1.1, h2, h2c)"),
        rule(
            BACKEND,
            "protocol: h2",
            "5:15: backends.app.servers[0]: protocol h2 without tls (expected: tls, or protocol"
                + " h2c)"),
        rule(
            BACKEND,
            "http2: { max_streams: 0 }",
            "6:27: backends.app.http2.max_streams: 0 (expected: a whole number from 1 to 10000)"),
        rule(
            BACKEND,
            "http2: { stream_window: 8KiB }",
            "6:29: backends.app.http2.stream_window: 8KiB (expected: a size from 16KiB to 16MiB)"),
        rule(
            BACKEND,
            "http2: { connection_window: 65MiB }",
            "6:33: backends.app.http2.connection_window: 65MiB (expected: a size from 64KiB to"
                + " 64MiB)"),
        rule(
            noServers,
            "servers: [{ address: 'a:80', protocol: h2 }]",
            "2:57: backends.a.servers[0].protocol: protocol h2 without tls (expected: tls, or"
                + " protocol h2c)"),
        rule(
            BACKEND,
            "send_proxy: v3",
            "6:17: backends.app.send_proxy: v3 (expected: none, v1, v2; did you mean v1?)"),
        rule(
            noServers,
            "servers: [{ address: 'a:80', send_proxy: v2, protocol: h2c }]",
            "2:59: backends.a.servers[0].send_proxy: send_proxy with protocol h2c (expected: none"
                + " or protocol http/1.1, as HTTP/2 shares connections)"),
        rule(
            noServers,
            "send_proxy: v1, protocol: h2c, servers: ['a:80']",
            "2:59: backends.a.servers[0]: send_proxy with protocol h2c (expected: none or protocol"
                + " http/1.1, as HTTP/2 shares connections)"),
        rule(
            BACKEND,
            "balance: { key: path }",
            "6:14: backends.app.balance: type is missing (expected: a policy, such as"
                + " consistent_hash)"),
        rule(
            BACKEND,
            "balance: { type: first, key: path }",
            "6:34: backends.app.balance.key: key (expected: only with type: consistent_hash)"),
        rule(
            BACKEND,
            "balance: { type: first, load_factor: 2 }",
            "6:42: backends.app.balance.load_factor: load_factor (expected: only with type:"
                + " consistent_hash)"),
        rule(
            BACKEND,
            "balance: { type: consistent_hash, key: header }",
            "6:44: backends.app.balance.key: header (expected: client_ip, path, header:NAME,"
                + " cookie:NAME or query:NAME)"),
        rule(
            BACKEND,
            "balance: { type: consistent_hash, key: 'cookie:a b' }",
            "6:44: backends.app.balance.key: cookie:a b (expected: client_ip, path, header:NAME,"
                + " cookie:NAME or query:NAME)"),
        rule(
            BACKEND,
            "balance: { type: consistent_hash, key: 'path:/a' }",
            "6:44: backends.app.balance.key: path:/a (expected: client_ip, path, header:NAME,"
                + " cookie:NAME or query:NAME)"),
        rule(
            BACKEND,
            "balance: { type: consistent_hash, load_factor: 0.5 }",
            "6:52: backends.app.balance.load_factor: 0.5 (expected: a number from 1 to 100, such as"
                + " 1.25, or 0 for no bound)"),
        rule(
            BACKEND,
            "balance: { type: consistent_hash, hash_key: path }",
            "6:39: backends.app.balance.hash_key: unknown key (expected: key, load_factor, type)"),
        rule(
            BACKEND,
            "lb_policy: rr",
            "6:5: backends.app.lb_policy: unknown key (expected: "
                + BACKEND_KEYS
                + "; did you mean balance?)"),
        rule(
            BACKEND,
            "when_marked_down: close",
            "6:23: backends.app.when_marked_down: close (expected: leave, close_connections)"),
        rule(
            BACKEND,
            "queue: { max: -1 }",
            "6:19: backends.app.queue.max: -1 (expected: a whole number from 0 to 1000000)"),
        rule(
            BACKEND,
            "queue: { when_no_server: wait }",
            "6:30: backends.app.queue.when_no_server: wait (expected: fail, hold)"),
        rule(
            BACKEND,
            "when_all_down: try",
            "6:20: backends.app.when_all_down: try (expected: fail, try_all)"),
        rule(
            BACKEND,
            "panic_threshold: 50",
            "6:22: backends.app.panic_threshold: 50 (expected: a percentage from 0% to 100%, such as"
                + " 20%; did you mean 50%?)"),
        rule(
            BACKEND,
            "fallback_backend: ap",
            "6:23: backends.app.fallback_backend: ap (expected: a backend: app; did you mean app?)"),
        rule(
            BACKEND,
            "fallback_backend: app",
            "6:23: backends.app.fallback_backend: app -> app (expected: a chain that ends)"),
        rule(
            noServers,
            "servers: [a:80, { address: b:80, backup: true, priority: 1 }]",
            "2:75: backends.a.servers[1].priority: with backup: true (expected: one of the two)"),
        rule(
            BACKEND,
            "priority: -1",
            "6:15: backends.app.priority: -1 (expected: a whole number from 0 to 1000)"),
        rule(
            BACKEND,
            "circuit_breaker: { failures: 0 }",
            "6:34: backends.app.circuit_breaker.failures: 0 (expected: a whole number from 1 to"
                + " 1000)"),
        rule(
            BACKEND,
            "circuit_breaker: { open_for: 0s }",
            "6:34: backends.app.circuit_breaker.open_for: 0s (expected: more than 0)"),
        rule(
            BACKEND,
            "circuit_breaker: { half_open_successes: many }",
            "6:45: backends.app.circuit_breaker.half_open_successes: many (expected: a whole number"
                + " from 1 to 1000)"),
        rule(
            BACKEND,
            "circuit_breaker: { scope: servers }",
            "6:31: backends.app.circuit_breaker.scope: servers (expected: server, backend; did you"
                + " mean server?)"),
        rule(
            BACKEND,
            "circuit_breaker: [5]",
            "6:22: backends.app.circuit_breaker: a list (expected: a map)"),
        rule(BACKEND, "from: b", "6:11: backends.app.from: b (expected: a backend to copy: app)"),
        rule(
            BACKEND,
            "keep_alive: { server: off }",
            "6:27: backends.app.keep_alive.server: off (expected: true or false; did you mean"
                + " false?)"),
        rule(
            BACKEND,
            "retry: { attempts: 11 }",
            "6:24: backends.app.retry.attempts: 11 (expected: a whole number from 0 to 10)"),
        rule(
            BACKEND,
            "retry: { budget: 20 }",
            "6:22: backends.app.retry.budget: 20 (expected: a percentage from 0% to 100%, such as"
                + " 20%; did you mean 20%?)"),
        rule(
            BACKEND,
            "retry: { when: [status_500] }",
            "6:21: backends.app.retry.when[0]: status_500 (expected: connect_failure,"
                + " refused_stream, reset_idempotent, status_502, status_503, status_504; did you"
                + " mean status_502?)"),
        rule(
            BACKEND,
            "timeouts: { client: 5s }",
            "6:25: backends.app.timeouts.client: not a timeout of backends (expected: it in"
                + " defaults.timeouts)"),
        rule(
            noServers,
            "balance: round_robin",
            "2:16: backends.a: servers is missing (expected: a list of at least one server)"),
        rule(
            noServers,
            "servers: []",
            "2:27: backends.a.servers: no server (expected: at least one)"),
        rule(noServers, "servers: a:80", "2:27: backends.a.servers: a:80 (expected: a list)"),
        rule(
            noServers,
            "servers: [{ address: a:80 }, a:80]",
            "2:47: backends.a.servers[1]: a:80: duplicate server name (first on line 2)"),
        rule(
            noServers,
            "servers: [{ name: x }]",
            "2:28: backends.a.servers[0]: address is missing (expected: host:port, such as"
                + " 10.0.0.1:8080)"),
        rule(
            noServers,
            "servers: [a]",
            "2:28: backends.a.servers[0]: a (expected: host:port, such as 10.0.0.1:8080,"
                + " app.internal:80 or [::1]:80)"),
        rule(
            noServers,
            "servers: ['http://a:8080/']",
            "2:28: backends.a.servers[0]: http://a:8080/ (expected: host:port without a scheme; did"
                + " you mean a:8080?)"),
        rule(
            noServers,
            "servers: [':80']",
            "2:28: backends.a.servers[0]: :80 (expected: a host before the port)"),
        rule(
            noServers,
            "servers: ['a:0']",
            "2:28: backends.a.servers[0]: a:0 (expected: a port from 1 to 65535 after the last"
                + " colon)"),
        rule(
            noServers,
            "servers: ['999.1.1.1:80']",
            "2:28: backends.a.servers[0]: 999.1.1.1:80 (expected: host:port, such as 10.0.0.1:8080,"
                + " app.internal:80 or [::1]:80)"),
        rule(
            noServers,
            "servers: [{ address: a:80, weight: 257 }]",
            "2:53: backends.a.servers[0].weight: 257 (expected: a whole number from 0 to 256)"),
        rule(
            noServers,
            "servers: [{ address: a:80, backup: true }]",
            "2:27: backends.a.servers: only backups (expected: at least one server that is no"
                + " backup)"),
        rule(
            noServers,
            "servers: [a:80, { address: b:80, backup: 1 }]",
            "2:59: backends.a.servers[1].backup: 1 (expected: true or false; did you mean true?)"));
  }

  static Stream<Arguments> check() {
    return Stream.of(
        rule(
            BACKEND,
            "health_check: { type: http }",
            "6:19: backends.app.health_check: path is missing (expected: a path such as /health)"),
        rule(
            BACKEND,
            "health_check: { type: grpc, service: 'a b' }",
            "6:42: backends.app.health_check.service: a b (expected: at most 255 characters of"
                + " visible ASCII)"),
        rule(
            BACKEND,
            "health_check: { service: a.B }",
            "6:30: backends.app.health_check.service: without effect in a check that is not of"
                + " type grpc (expected: type: grpc)"),
        rule(
            BACKEND,
            "health_check: { type: udp }",
            "6:27: backends.app.health_check.type: udp (expected: http, grpc, tcp, tls)"),
        rule(
            BACKEND,
            "health_check: { method: GET }",
            "6:29: backends.app.health_check.method: without effect in a check without a path"
                + " (expected: a path beside it)"),
        rule(
            BACKEND,
            "health_check: { path: /, method: POST }",
            "6:38: backends.app.health_check.method: POST (expected: GET, HEAD, OPTIONS)"),
        rule(
            BACKEND,
            "health_check: { path: /, host: 'http://a' }",
            "6:36: backends.app.health_check.host: http://a (expected: a host name or an IP address"
                + " (IPv6 in brackets), or host:port)"),
        rule(
            BACKEND,
            "health_check: { path: /, headers: { Host: a } }",
            "6:41: backends.app.health_check.headers.Host: Host: the proxy itself decides this"
                + " header (expected: another header)"),
        rule(
            BACKEND,
            "health_check: { path: /, expect_status: [] }",
            "6:45: backends.app.health_check.expect_status: no status (expected: a status or a"
                + " range of them, such as 200 or 200-399)"),
        rule(
            BACKEND,
            "health_check: { path: /, expect_status: [200, 399-200] }",
            "6:51: backends.app.health_check.expect_status[1]: 399-200 (expected: a status or a"
                + " range of them from 200 to 599, such as 200-399)"),
        rule(
            BACKEND,
            "health_check: { path: /, expect_status: 2xx }",
            "6:45: backends.app.health_check.expect_status: 2xx (expected: a status or a range of"
                + " them from 200 to 599, such as 200-399)"),
        rule(
            BACKEND,
            "health_check: { path: /, method: HEAD, expect_body: ok }",
            "6:57: backends.app.health_check.expect_body: with method HEAD, whose answers have no"
                + " body (expected: GET or OPTIONS)"),
        rule(
            BACKEND,
            "health_check: { path: /, expect_body: '' }",
            "6:43: backends.app.health_check.expect_body: \"\" (expected: a text, or a map with"
                + " contains, regex or json of at least one character)"),
        rule(
            BACKEND,
            "health_check: { path: /, expect_body: {} }",
            "6:43: backends.app.health_check.expect_body: nothing is expected (expected: contains,"
                + " regex or json)"),
        rule(
            BACKEND,
            "health_check: { path: /, expect_body: { regex: '(' } }",
            "6:52: backends.app.health_check.expect_body.regex: ( (expected: an RE2 expression:"
                + " missing closing ))"),
        rule(
            BACKEND,
            "health_check: { path: /, expect_body: { json: { status: ok } } }",
            "6:53: backends.app.health_check.expect_body.json.status: status (expected: a path such"
                + " as $.status, $.checks[0].ok or $['any name'], of at most 32 steps)"),
        rule(
            BACKEND,
            "health_check: { path: /, expect_body: { json: {} } }",
            "6:51: backends.app.health_check.expect_body.json: 0 values (expected: 1 to 32 of"
                + " them)"),
        rule(
            BACKEND,
            "health_check: { path: /, expect_body: { jsn: {} } }",
            "6:45: backends.app.health_check.expect_body.jsn: unknown key (expected: contains,"
                + " json, regex; did you mean json?)"),
        rule(
            BACKEND,
            "health_check: { path: health }",
            "6:27: backends.app.health_check.path: health (expected: a path that starts with /, in"
                + " visible ASCII and without #; did you mean /health?)"),
        rule(
            BACKEND,
            "health_check: { path: /, inter: 2s }",
            "6:30: backends.app.health_check.inter: unknown key (expected: down_interval,"
                + " expect_body, expect_status, fall, fast_interval, headers, host, interval,"
                + " method, path, port, rise, role_check, service, timeout, tls, type; did you mean interval?)"),
        rule(
            BACKEND,
            "health_check: { path: /, fall: 0 }",
            "6:36: backends.app.health_check.fall: 0 (expected: a whole number from 1 to 100)"),
        rule(
            BACKEND,
            "health_check: { path: /, fast_interval: 3s }",
            "6:45: backends.app.health_check.fast_interval: 3s (expected: at most the interval)"),
        rule(
            BACKEND,
            "health_check: { path: /, tls: { pin: 'sha256/x' } }",
            "6:42: backends.app.health_check.tls.pin: pin: sha256/x"
                + " (expected: a host name, or sha256/ and the Base64 digest of a public key)"),
        rule(
            BACKEND,
            "health_check: { path: /, tls: { ca: /dev/null/none } }",
            "6:41: backends.app.health_check.tls.ca: /dev/null/none (expected: a file; there is"
                + " nothing at /dev/null/none)"),
        rule(
            BACKEND,
            "health_check: { path: /, tls: { ca: ../conf/errors/5xx.html } }",
            "6:41: backends.app.health_check.tls.ca: ../conf/errors/5xx.html (expected: a file of"
                + " certificates in PEM format)"),
        rule(
            BACKEND,
            "health_check: { tls: { sni: 10.0.0.1 } }",
            "6:33: backends.app.health_check.tls.sni: 10.0.0.1 (expected: a host name)"),
        rule(
            BACKEND,
            "health_check: { type: tls, tls: none }",
            "6:37: backends.app.health_check.tls: none with type tls (expected: a map)"),
        rule(
            BACKEND,
            "health_check: { port: 8008 }\n    check_port: 8009",
            "7:17: backends.app.check_port: beside health_check.port (expected: one of them)"),
        rule(
            BACKEND,
            "health_check: { port: 0 }",
            "6:27: backends.app.health_check.port: 0 (expected: a whole number from 1 to 65535)"),
        rule(
            BACKEND.replace("servers: [a:80]", "servers: [{ address: 'unix:/a', check_port: 1 }]"),
            "health_check: {}",
            "5:49: backends.app.servers[0].check_port: of a unix socket (expected: none)"),
        rule(
            BACKEND,
            "health_check: {}\n    check_address: '10.0.0.1:80'",
            "7:20: backends.app.check_address: 10.0.0.1:80 (expected: an IP address or a host name,"
                + " without a port)"),
        rule(
            BACKEND.replace(
                "servers: [a:80]", "servers: [{ address: 'unix:/a', check_address: b }]"),
            "health_check: {}",
            "5:52: backends.app.servers[0].check_address: of a unix socket (expected: none)"),
        rule(
            BACKEND.replace(
                "servers: [a:80]", "servers: [{ address: 'a:80', health_check: { rise: 0 } }]"),
            "health_check: { path: / }",
            "5:56: backends.app.servers[0].health_check.rise: 0 (expected: a whole number from 1 to 100)"),
        rule(
            BACKEND,
            "health_check: { path: /, role_check: true, expect_status: [200-599] }",
            "6:19: backends.app.health_check: role_check with 503 as a good answer (expected: 503 not"
                + " in expect_status)"),
        rule(
            BACKEND,
            "initial_state: down",
            "6:20: backends.app.initial_state: without health_check (expected: a check that changes"
                + " the state)"),
        rule(
            BACKEND,
            "health_check: {}\n    initial_state: unchecked",
            "7:20: backends.app.initial_state: unchecked (expected: up, down, checked; did you mean"
                + " checked?)"),
        rule(
            BACKEND,
            "healthcheck: { path: / }",
            "6:5: backends.app.healthcheck: unknown key (expected: "
                + BACKEND_KEYS
                + "; did you mean health_check?)"));
  }

  static Stream<Arguments> passiveCheck() {
    String failures = "connect_failure, reset, timeout or a status such as status_503, 400 to 599";
    return Stream.of(
        rule(
            BACKEND,
            "passive_check: never",
            "6:20: backends.app.passive_check: never (expected: a map, a list of at most 8 maps, or"
                + " none)"),
        rule(
            BACKEND,
            "passive_check: []",
            "6:20: backends.app.passive_check: 0 rules (expected: a map, a list of at most 8"
                + " maps, or none)"),
        rule(
            BACKEND,
            "passive_check: { max_fails: 0 }",
            "6:33: backends.app.passive_check.max_fails: 0 (expected: a whole number from 1 to"
                + " 1000)"),
        rule(
            BACKEND,
            "passive_check: [{ fails: 3 }]",
            "6:23: backends.app.passive_check[0].fails: unknown key (expected: action, count,"
                + " eject_for, max_ejected, max_fails, window)"),
        rule(
            BACKEND,
            "passive_check: { window: 0s }",
            "6:30: backends.app.passive_check.window: 0s (expected: more than 0)"),
        rule(
            BACKEND,
            "passive_check: { count: [reset, status_302] }",
            "6:37: backends.app.passive_check.count[1]: status_302 (expected: " + failures + ")"),
        rule(
            BACKEND,
            "passive_check: { count: [] }",
            "6:29: backends.app.passive_check.count: a list (expected: at least one of"
                + " connect_failure, reset, timeout or status_NNN)"),
        rule(
            BACKEND,
            "passive_check: { action: evict }",
            "6:30: backends.app.passive_check.action: evict (expected: recheck, eject)"),
        rule(
            BACKEND,
            "passive_check: { eject_for: 10s, max_ejected: 0% }",
            "6:51: backends.app.passive_check.max_ejected: 0% (expected: a percentage from 1% to"
                + " 100%, such as 50%)"));
  }

  static Stream<Arguments> admin() {
    return Stream.of(
        rule(
            TOP,
            "admin: { bind: [127.0.0.1:1, ':2'], serve: [health, api] }",
            "3:53: admin.serve[1]: api at :2 without authentication (expected: api.auth; else api on a"
                + " loopback address or a unix socket only, and health, metrics and stats"
                + " elsewhere)"),
        rule(
            TOP,
            "admin: { bind: 10.0.0.1:1, serve: api }",
            "3:35: admin.serve: api at 10.0.0.1:1 without authentication (expected: api.auth; else api"
                + " on a loopback address or a unix socket only, and health, metrics and stats"
                + " elsewhere)"),
        rule(
            TOP,
            "admin: { stats: { refresh: 500ms } }",
            "3:28: admin.stats.refresh: 500ms (expected: 1s to 1h, or 0s for never)"),
        rule(
            TOP,
            "admin: { serve: [health], stats: {} }",
            "3:34: admin.stats: nobody gets to see it (expected: stats in serve, too)"),
        rule(
            TOP,
            "admin: { serve: [stats, status], stats: { path: /nginx_status } }",
            "3:8: admin: path: /nginx_status is that of stats (expected: another one)"),
        rule(
            TOP,
            "admin: { serve: [] }",
            "3:17: admin.serve: nothing to serve (expected: at least one of health, metrics,"
                + " stats, api, status)"),
        rule(
            TOP,
            "admin: { serve: [health], status: { path: /a } }",
            "3:35: admin.status: nobody gets to see it (expected: status in serve, too)"),
        rule(
            TOP,
            "admin: { serve: status, status: { path: /metrics } }",
            "3:41: admin.status.path: /metrics (expected: another path than those of health, metrics"
                + " and api)"),
        rule(
            TOP,
            "admin: { serve: status, status: { path: /a, refresh: 1s } }",
            "3:45: admin.status.refresh: unknown key (expected: path)"),
        rule(
            TOP,
            "admin: { access_log: stdout }",
            "3:22: admin.access_log: stdout (expected: none, as requests of operators are not"
                + " logged)"),
        rule(
            TOP,
            "admin: { bind: 'unix:/run/a', allow: [127.0.0.1] }",
            "3:38: admin.allow: nobody has an address at a unix socket (expected: unix)"),
        rule(
            TOP,
            "admin: { allow: unix }",
            "3:17: admin.allow: nobody comes by a unix socket here (expected: a network or an"
                + " address)"),
        rule(TOP, "admin: true", "3:8: admin: true (expected: a map)"),
        rule(TOP, "admin: ~", "3:8: admin: no value (expected: a map)"),
        rule(
            TOP,
            "admin: { ready_requires: [aap] }",
            "3:27: admin.ready_requires[0]: aap (expected: a backend: app; did you mean app?)"));
  }

  private static Arguments rule(String file, String part, String problem) {
    return Arguments.argumentSet(part + " -> " + problem, file.replace("%s", part), problem);
  }
}
