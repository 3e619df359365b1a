package io.forebay.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawRequest;
import io.forebay.testkit.ScriptedOrigin;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code forebay server add} and {@code remove} ask for, and what they tell. */
class ServerCommandsTest {
  private static final String SERVER =
      """
      {"name": "four", "backend": "app", "state": "ready", "weight": 2, "in_flight": 3,
       "usable": %s, "health": {"text": "UNCHECKED"}}""";

  private final CommandFixture commands = new CommandFixture();

  private static String answer(int status, String body) {
    return "HTTP/1.1 %d X\r\nContent-Length: %d\r\n\r\n%s".formatted(status, body.length(), body);
  }

  /** The requests of a command, each as its line and its body. */
  private String asked(String line, int code, Function<RawRequest, String> responder) {
    try (ScriptedOrigin daemon = ScriptedOrigin.start(OriginScript.respondWith(responder::apply))) {
      String url = " --admin http://127.0.0.1:" + daemon.port();
      assertThat(commands.execute(line + url)).as("%s", commands.err()).isEqualTo(code);
      return daemon.requests().stream()
          .map(it -> it.method() + " " + it.target() + " " + it.bodyText())
          .reduce("", (all, it) -> all + it.strip() + "\n");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "app 10.0.1.12:8080 | {\"address\": \"10.0.1.12:8080\"}",
        "app unix:/run/a --name four --weight 2 --max-connections 9 --backup --state drain | "
            + "{\"name\": \"four\", \"address\": \"unix:/run/a\", \"weight\": 2, "
            + "\"max_connections\": 9, \"backup\": true, \"state\": \"drain\"}",
        "app --name one     | {\"name\": \"one\"}",
        "app a:1 --weight x\" | {\"address\": \"a:1\", \"weight\": \"x\\\"\"}"
      })
  void add_saysWhatAFileWould(String options, String body) {
    String asked =
        asked("server add " + options.strip(), 0, it -> answer(201, SERVER.formatted(true)));
    assertThat(asked).isEqualTo("POST /api/v1/backends/app/servers " + body + "\n");
    assertThat(commands.out())
        .isEqualTo("app/four: added, ready, UNCHECKED, weight 2, 3 in flight\n");
  }

  @Test
  void add_waits_untilRequestsGoThere() {
    int[] asked = new int[1];
    String all =
        asked(
            "server add app a:1 --wait --json",
            0,
            it -> answer(201, SERVER.formatted(++asked[0] > 2)));
    assertThat(all.lines().skip(1)).containsOnly("GET /api/v1/backends/app/servers/four");
    assertThat(commands.out()).contains("\"usable\":true");
  }

  @Test
  void add_nothing_usage() {
    assertThat(commands.execute("server add app")).isEqualTo(2);
    assertThat(commands.err()).isEqualTo("forebay: server add app (expected: ADDRESS or --name)\n");
    assertThat(commands.execute("server")).isEqualTo(2);
    assertThat(commands.err()).contains("Usage: forebay server");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "app/four                      | /app/servers/four                            | 204 | removed",
        "app/unix:/a --force           | /app/servers/unix%3A%2Fa?force=true          | 204 | removed",
        "app/four --timeout 5s --wait  | /app/servers/four?timeout=5s&wait=drained    | 204 | removed",
        "app/four                      | /app/servers/four | 202 | leaves, weight 2, 3 in flight"
      })
  void remove_drainsFirst(String options, String path, int status, String told) {
    String body = status == 202 ? SERVER.formatted(false) : "";
    // 204 has no body, and no length either.
    String answer = status == 204 ? "HTTP/1.1 204 X\r\n\r\n" : answer(status, body);
    String asked = asked("server remove " + options.strip(), 0, it -> answer);
    assertThat(asked).isEqualTo("DELETE /api/v1/backends" + path + "\n");
    assertThat(commands.out()).isEqualTo(options.split(" ")[0] + ": " + told + "\n");
  }

  @Test
  void maxConnections_isANumberOrTheDaemonSaysWhatItIs() {
    String ok = answer(200, SERVER.formatted(true));
    assertThat(asked("max-connections app/four 9", 0, it -> ok))
        .endsWith("{\"max_connections\": 9}\n");
    assertThat(asked("max-connections app/four nine", 0, it -> ok))
        .endsWith("{\"max_connections\": \"nine\"}\n");
  }
}
