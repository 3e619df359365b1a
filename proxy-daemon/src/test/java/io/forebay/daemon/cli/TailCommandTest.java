package io.forebay.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.testkit.OriginScript;
import io.forebay.testkit.ScriptedOrigin;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code forebay tail} makes of what a daemon sends. */
class TailCommandTest {
  private static final String REQUEST =
      "event: request\ndata: {\"time\":\"2026-11-22T05:12:41.034Z\",\"client_ip\":\"203.0.113.7\","
          + "\"listener\":\"web\",\"route\":\"web:/app\",\"backend\":\"app\",\"server\":\"one\","
          + "\"method\":\"GET\",\"target\":\"/a?word=***\",\"protocol\":\"HTTP/1.1\","
          + "\"host\":\"example.com\",\"status\":%d,\"reason\":\"%s\",\"body_bytes_in\":0,"
          + "\"body_bytes_out\":3,\"total_ms\":12.345,\"retries\":%d}\n\n";

  private final CommandFixture commands = new CommandFixture();

  @BeforeEach
  void noTerminal() {
    commands.terminal.interactive = false;
  }

  private int tail(String events, String options) {
    String body = "event: open\ndata: {}\n\n" + events;
    try (ScriptedOrigin daemon = ScriptedOrigin.start(OriginScript.untilClose(body))) {
      int code = commands.execute("tail --admin http://127.0.0.1:" + daemon.port() + " " + options);
      asked = daemon.heads().get(0).lines().findFirst().orElse("");
      return code;
    }
  }

  private String asked = "";

  @Test
  void request_isALine() {
    tail(REQUEST.formatted(200, "complete", 0), "");
    assertThat(commands.out())
        .isEqualTo(
            "05:12:41.034  203.0.113.7  200  12.3ms  GET example.com/a?word=***  -> app/one\n");
  }

  @Test
  void failure_tellsReasonAndRetries() {
    tail(REQUEST.formatted(0, "client_gone", 2), "");
    assertThat(commands.out()).contains("  000  ").endsWith("-> app/one  client_gone  2 retries\n");
  }

  @Test
  void terminal_colours() {
    commands.terminal.interactive = true;
    tail(REQUEST.formatted(503, "no_server", 0), "");
    assertThat(commands.out()).contains("\u001b[31m503\u001b[0m");
  }

  @Test
  void control_charactersOfTheDaemonsText_areEscaped() {
    tail(REQUEST.formatted(200, "\\u001b[2J", 0), "");
    assertThat(commands.out()).contains("\\u001b[2J").doesNotContain("\u001b");
  }

  @Test
  void json_isOneObjectALine() {
    tail(REQUEST.formatted(200, "complete", 0).repeat(2), "--json");
    assertThat(commands.out().lines())
        .hasSize(2)
        .allMatch(it -> it.startsWith("{") && it.endsWith("}"))
        .allMatch(it -> it.contains("203.0.113.7"));
  }

  @Test
  void lost_isSaidAside() {
    tail("event: lost\ndata: {\"lost\":12}\n\n", "");
    assertThat(commands.out()).isEmpty();
    assertThat(commands.err()).contains("forebay: 12 more, of which there were too many\n");
  }

  @Test
  void endOfTheDaemon_failsWithAMessage() {
    assertThat(tail("", "")).isEqualTo(1);
    assertThat(commands.err()).contains("forebay: the daemon has ended");
  }

  @Test
  void answerThatBreaksOff_isTheEndOfTheDaemon() {
    String chunk = REQUEST.formatted(200, "complete", 0);
    for (String rest : new String[] {"", "\r\n", "\r\n5\r\nev"}) {
      String answer =
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s%s"
              .formatted(chunk.length(), chunk, rest);
      OriginScript script =
          c -> {
            if (c.readRequest() != null) {
              c.send(answer);
            }
          };
      try (ScriptedOrigin daemon = ScriptedOrigin.start(script)) {
        assertThat(commands.execute("tail --admin http://127.0.0.1:" + daemon.port())).isEqualTo(1);
      }
    }
    assertThat(commands.out()).hasLineCount(3);
    assertThat(commands.err().lines())
        .hasSize(3)
        .allMatch(it -> it.contains("the daemon has ended"));
  }

  @Test
  void filters_areLeftToTheDaemon() {
    tail("", "--backend app --server one --status 5xx --path /a --client 10.0.0.0/8 --slow 500ms");
    assertThat(asked)
        .isEqualTo(
            "GET /api/v1/requests?backend=app&server=one&status=5xx&path=%2Fa&client=10.0.0.0%2F8"
                + "&min_duration=500ms HTTP/1.1");
  }
}
