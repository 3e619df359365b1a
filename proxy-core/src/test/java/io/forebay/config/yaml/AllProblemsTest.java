package io.forebay.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.config.yaml.UnsupportedKeys.Level;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One run tells everything, in the order of the file. */
class AllProblemsTest {
  @Test
  void manyProblems_areAllReportedInOrder() {
    assertThat(Files.problems(Files.text("many-problems.yaml")))
        .containsExactly(
            "f.yaml:1:10: version: 3 (expected: 1)",
            "f.yaml:3:19: global.worker_threads: none (expected: auto or a whole number from 1 to"
                + " 1024)",
            "f.yaml:4:17: global.log.level: loud (expected: error, warning, notice, info, debug)",
            "f.yaml:6:24: defaults.timeouts.connect: 5000 (expected: a number with a unit; did you"
                + " mean 5000ms, as HAProxy reads it, or 5000s, as nginx does?)",
            "f.yaml:6:30: defaults.timeouts.serveur: unknown key (expected: client, connect,"
                + " keep_alive, per_try, queue, request_headers, server, total, tunnel; did you mean"
                + " server?)",
            "f.yaml:9:11: listeners.web.bind: 8080 (expected: an address such as 0.0.0.0:80,"
                + " \"[::1]:80\" or :8080; did you mean :8080?)",
            "f.yaml:10:14: listeners.web.backend: ap (expected: a backend: app; did you mean app?)",
            "f.yaml:11:36: listeners.web.forwarded.trusted_proxies[0]: localhost (expected: an IP"
                + " address or a network, such as 10.0.0.0/8 or ::1/128)",
            "f.yaml:13:5: listeners.web2: no purpose (expected: default_backend, backend, routes or"
                + " redirect)",
            "f.yaml:14:3: listeners.web2: duplicate key (first on line 12)",
            "f.yaml:15:1: upstreams: unknown key (expected: admin, backends, defaults, global,"
                + " header_sets, listeners, rate_limits, version, virtual_hosts; did you mean backends?)",
            "f.yaml:18:5: backends.app.algorithm: unknown key (expected: "
                + Files.keys("backends.app")
                + "; did you mean balance?)",
            "f.yaml:19:23: backends.app.sticky.cookie: a b (expected: a name of at most 256 letters, digits, - and _)",
            "f.yaml:20:15: backends.app.servers[0]: 10.0.0.1 (expected: host:port, such as"
                + " 10.0.0.1:8080, app.internal:80 or [::1]:80)",
            "f.yaml:20:25: backends.app.servers[1]: address is missing (expected: host:port, such"
                + " as 10.0.0.1:8080)",
            "f.yaml:20:27: backends.app.servers[1].adress: unknown key (expected: "
                + Files.keys("backends.app.servers[0]")
                + "; did you mean address?)",
            "f.yaml:21:36: backends.app.health_check.rise: 0 (expected: a whole number from 1 to"
                + " 100)",
            "f.yaml:21:45: backends.app.health_check.fall: three (expected: a whole number from 1"
                + " to 100)");
  }

  /** Where a map of each level stands; its last key is on line 6. */
  static Stream<Arguments> levels() {
    String top = "listeners: { w: { bind: ':80', redirect: { path: / } } }\n\n\n\n\n%s: 1";
    String listener = "listeners:\n  w:\n    redirect: { path: / }\n    bind: ':80'\n\n    %s: 1";
    String route =
        "listeners:\n  w:\n    bind: ':80'\n    routes:\n      - redirect: { path: / }\n        %s: 1";
    String backend =
        "listeners: { w: { bind: ':80', backend: b } }\nbackends:\n  b:\n    servers: [a:80]\n"
            + "\n    %s: 1";
    String check =
        "listeners: { w: { bind: ':80', backend: b } }\nbackends:\n  b:\n    servers: [a:80]\n"
            + "\n    health_check: { path: /, %s: 1 }";
    String server =
        "listeners: { w: { bind: ':80', backend: b } }\nbackends:\n  b:\n\n\n"
            + "    servers: [{ address: a:80, %s: 1 }]";
    return Stream.of(
        Arguments.of(Level.TOP, top),
        Arguments.of(Level.LISTENER, listener),
        Arguments.of(
            Level.VIRTUAL_HOST,
            top.replace("%s: 1", "virtual_hosts: { a: { hosts: a, respond: {}, %s: 1 } }")),
        Arguments.of(Level.ROUTE, route),
        Arguments.of(Level.BACKEND, backend),
        Arguments.of(Level.HEALTH_CHECK, check),
        Arguments.of(Level.SERVER, server));
  }

  @ParameterizedTest
  @MethodSource("levels")
  void keyThatIsNotBuiltYet_saysSo(Level level, String file) {
    assertThat(UnsupportedKeys.at(level)).isNotEmpty();
    for (String key : UnsupportedKeys.at(level)) {
      assertThat(Files.problems(file.replace("%s", key)))
          .singleElement()
          .asString()
          .contains(key + ": not supported yet: " + key + " (line 6)");
    }
  }

  @Test
  void everyLevelWithSuchKeys_isTested() {
    Set<Object> tested = Set.copyOf(levels().map(it -> it.get()[0]).toList());

    assertThat(Level.values())
        .filteredOn(it -> !UnsupportedKeys.at(it).isEmpty())
        .allMatch(tested::contains);
  }
}
