package io.forebay.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.e2e.PairOrigin.Act;
import io.forebay.e2e.PairOrigin.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the tests of clients that keep their server share. */
final class StickySetup {

  static final String SECRET = "a secret of the tests, nothing more";
  static final String COOKIE = "SERVERID";

  private StickySetup() {}

  /**
   * A configuration with the listener {@code web} and the backend {@code app}.
   *
   * @param backend further lines of the backend
   * @param servers name and address of each, with what else is said of it
   */
  static String yaml(String secret, String backend, List<String> servers) {
    return """
        global: {worker_threads: 2, secret: "%s"}
        listeners:
          web: {bind: "127.0.0.1:0", backend: app}
        backends:
          app:
            servers: [%s]
        %s
        """
        .formatted(secret, String.join(", ", servers), backend.indent(4));
  }

  static String yaml(String backend, PairOrigin... origins) {
    return yaml(SECRET, backend, servers(origins));
  }

  /** As they stand in a file: s1, s2 and so on. */
  static List<String> servers(PairOrigin... origins) {
    List<String> servers = new ArrayList<>();
    for (PairOrigin origin : origins) {
      servers.add(server("s" + (servers.size() + 1), origin));
    }
    return servers;
  }

  static String server(String name, PairOrigin origin) {
    return "{name: %s, address: \"127.0.0.1:%d\"}".formatted(name, origin.port());
  }

  /** Answers every request with its name. */
  static PairOrigin named(boolean http2, String name) {
    return PairOrigin.start(http2, request -> new Reply(Act.ANSWER, PairMessage.of("200", name)));
  }

  static PairOrigin named(String name) {
    return named(false, name);
  }

  static PairMessage get(@Nullable String cookies) {
    PairMessage get = PairMessage.of("GET /", "");
    return cookies == null ? get : get.with("cookie", cookies);
  }

  /** The name and value of what an answer sets; fails unless it sets just one cookie. */
  static String cookie(PairMessage answer) {
    List<String> set = setCookies(answer);
    assertThat(set).hasSize(1);
    return set.get(0).split(";")[0];
  }

  static List<String> setCookies(PairMessage answer) {
    return answer.fields().stream()
        .filter(it -> it.getKey().equals("set-cookie"))
        .map(Map.Entry::getValue)
        .toList();
  }
}
