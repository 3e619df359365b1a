package io.forebay.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.daemon.cli.terminal.Screen.Style;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.ScriptedOrigin;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code forebay top} at a daemon whose answers are written here. */
class TopCommandTest {
  private static final String STATUS =
      """
      {"version": "0.1.0", "node": "lb1", "uptime_s": 3661, "ready": true,
       "totals": {"requests_in_flight": 7, "requests_queued": 0}}""";
  private static final String SERVER =
      """
      {"name": "%s", "state": "%s", "health_text": "%s", "health_cause": "connect refused",
       "usable": %s, "avoided": [], "weight": 1, "configured_weight": 1, "in_flight": %d,
       "failures": {"connect": %d, "reset": 0, "timeout": 0, "invalid": 0, "server_errors": 1},
       "traffic": {"rate": %d.25, "requests": 5, "latency_last_minute_ms": {"p99": 35.2}}}""";

  private final CommandFixture commands = new CommandFixture();
  private final AtomicInteger pictures = new AtomicInteger();
  private final ScriptedOrigin daemon =
      ScriptedOrigin.start(
          OriginScript.respondWith(
              it -> answer(it.target().equals("/api/v1/status") ? STATUS : statistics())));

  @AfterEach
  void stop() {
    daemon.close();
  }

  private static String answer(String body) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
  }

  private String statistics() {
    int count = pictures.incrementAndGet();
    String app =
        SERVER.formatted("one", "ready", "UP", "true", count, 0, 1)
            + ","
            + SERVER.formatted("two", "ready", "DOWN", "false", 0, 41, 0)
            + ","
            + SERVER.formatted("evil\\u001b[2J", "drain", "UP", "false", 2, 3, 20000);
    String api = SERVER.formatted("three", "ready", "UP", "true", 3, 0, 5);
    return """
        {"at": "2026-11-22T10:00:0%dZ",
         "listeners": [{"name": "web", "connections": 12,
          "traffic": {"rate": 12.5, "requests": 12345, "statuses": {"5xx": 7}}}],
         "backends": [
          {"name": "app", "usable": 1, "queued": 4, "in_flight": 6, "servers": [%s],
           "traffic": {"rate": 2}},
          {"name": "api", "usable": 1, "queued": 0, "in_flight": 3, "servers": [%s],
           "traffic": {"rate": 9}}]}"""
        .formatted(count, app, api);
  }

  private int top(String options) {
    return commands.execute("top --admin http://127.0.0.1:" + daemon.port() + options);
  }

  private List<String> typed(String... keys) {
    commands.terminal.screen.keys.addAll(List.of(keys));
    assertThat(top("")).isZero();
    assertThat(commands.terminal.screen.isClosed).isTrue();
    return commands.terminal.screen.texts(commands.terminal.screen.frames.size() - 1);
  }

  @Test
  void once_isATable_whereverItGoes() {
    assertThat(top(" --once")).isZero();
    assertThat(commands.out().lines())
        .containsExactly(
            "Forebay 0.1.0 lb1  up 1:01:01  ready  7 in flight, 0 waiting  2026-11-22T10:00:01Z",
            "web: 12 connections, 13 requests/s, 7 of 12.3k answers 5xx",
            "BACKEND/SERVER     STATE     WEIGHT  IN FLIGHT  RATE/S  ERRORS  P50  P95   P99  WHY",
            "- app              1/3 used                  6       2                          4 wait",
            "    one            UP             1          1     1.3       1            35ms",
            "    two            DOWN           1          0     0.3      42            35ms  "
                + "connect refused",
            "    evil\\u001b[2J  drain UP       1          2   20.0k       4            35ms  "
                + "connect refused",
            "- api              1/1 used                  3       9",
            "    three          UP             1          3     5.3       1            35ms");
    assertThat(commands.terminal.screen.frames).isEmpty();
  }

  @Test
  void terminal_isAskedAgainEachInterval_andGivenBack() {
    List<String> last = typed(FakeScreen.WAIT, "x", FakeScreen.WAIT, "q");
    assertThat(pictures).hasValue(3);
    assertThat(last.get(0)).endsWith("2026-11-22T10:00:03Z");
    assertThat(last.get(last.size() - 1)).startsWith("q quit  s sort: name  / filter");
    assertThat(commands.out()).isEmpty();
  }

  @Test
  void styles_showWhatIsWrong() {
    typed("down", "j", "k");
    var frame = commands.terminal.screen.frames.get(3);
    assertThat(frame.stream().map(it -> it.style()))
        .containsExactly(
            Style.TITLE,
            Style.PLAIN,
            Style.FAINT,
            Style.TITLE,
            Style.CHOSEN,
            Style.BAD,
            Style.FAINT,
            Style.TITLE,
            Style.PLAIN,
            Style.FAINT);
  }

  @Test
  void sort_highestFirst_backendsAndTheirServers() {
    assertThat(names(typed("s")))
        .containsExactly("api", "three", "app", "evil\\u001b[2J", "one", "two");
    commands.terminal.screen.frames.clear();
    assertThat(names(typed("s", "s"))).startsWith("app", "two", "evil\\u001b[2J", "one");
  }

  private static List<String> names(List<String> lines) {
    return lines.subList(3, lines.size() - 1).stream()
        .map(it -> it.replaceFirst("^[-+ ]+", "").split(" ")[0])
        .toList();
  }

  @Test
  void filter_asItIsTyped() {
    assertThat(names(typed("/", "T", "H", "x", "backspace", "enter")))
        .containsExactly("api", "three");
    commands.terminal.screen.frames.clear();
    assertThat(names(typed("/", "d", "o", "w", "n"))).containsExactly("app", "two");
    commands.terminal.screen.frames.clear();
    assertThat(typed("/", "q", "escape")).hasSize(10);
  }

  @Test
  void fold_oneBackendOrAll() {
    assertThat(names(typed("down", "enter"))).containsExactly("app", "api", "three");
    commands.terminal.screen.frames.clear();
    assertThat(names(typed("a"))).containsExactly("app", "api");
    commands.terminal.screen.frames.clear();
    assertThat(names(typed("a", "a"))).hasSize(6);
  }

  @Test
  void smallScreen_keepsTheCursorAndTheKeys() {
    commands.terminal.screen.rows = 5;
    List<String> last = typed("down", "down", "down", "down", "down", "down");
    assertThat(last).hasSize(5);
    assertThat(last.get(3)).contains("three");
    assertThat(last.get(4)).startsWith("q quit");
  }

  @Test
  void pause_asksNobody() {
    typed("p", FakeScreen.WAIT, FakeScreen.WAIT);
    assertThat(pictures).hasValue(1);
  }

  @Test
  void daemonThatGoesAway_isToldAndAskedAgain() {
    AtomicInteger asked = new AtomicInteger();
    String refused = "HTTP/1.1 409 X\r\nContent-Length: 23\r\n\r\n{\"detail\": \"it starts\"}\n";
    daemon.script(
        OriginScript.respondWith(
            it ->
                asked.incrementAndGet() == 3
                    ? refused
                    : answer(it.target().equals("/api/v1/status") ? STATUS : statistics())));
    List<String> last = typed(FakeScreen.WAIT, FakeScreen.WAIT);
    assertThat(commands.terminal.screen.texts(1)).endsWith("it starts");
    assertThat(last.get(0)).endsWith("2026-11-22T10:00:02Z");
  }

  @Test
  void failure_givesTheTerminalBack() {
    daemon.script(OriginScript.respond("HTTP/1.1 400 X\r\nContent-Length: 0\r\n\r\n"));
    assertThat(top("")).isEqualTo(2);
    assertThat(commands.terminal.screen.frames).isEmpty();
  }

  @Test
  void json_isWhatTheApiSays() {
    assertThat(top(" --once --json")).isZero();
    assertThat(commands.out())
        .hasLineCount(1)
        .startsWith("{\"at\":\"2026-11-22T10:00:01Z\"")
        .contains("\"rate\":12.5", "evil\\u001B[2J");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--sort size     | --sort: size (expected: name, rate, errors, p99 or in-flight)",
        "--interval 10ms | --interval: 10ms (expected: at least 100ms)",
        "--interval 5    | --interval: 5 (expected: a number with a unit"
      })
  void mistake_usage(String options, String message) {
    assertThat(top(" " + options.strip())).isEqualTo(2);
    assertThat(commands.err()).startsWith("forebay: " + message);
  }
}
