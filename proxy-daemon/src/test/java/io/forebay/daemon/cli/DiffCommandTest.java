package io.forebay.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawRequest;
import io.forebay.testkit.ScriptedOrigin;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code forebay diff} makes of the answers of a daemon. */
class DiffCommandTest {
  private static final String CHANGES =
      """
      {"identical": false, "hitless": false, "warnings": ["f:1:1: old"], "problems": [], "changes": [
       {"kind": "server", "name": "app/four", "change": "added", "hitless": true, "cost": "none"},
       {"kind": "backend", "name": "api", "change": "removed", "hitless": true, "cost": "none"},
       {"kind": "listener", "name": "web", "change": "changed", "hitless": false, "cost": "rebind",
        "keys": [{"key": "bind", "old": ":80", "new": ":\\u001b81"}, {"key": "tls", "new": "x"}]}]}""";

  @TempDir private Path folder;
  private final CommandFixture commands = new CommandFixture();

  private int diff(int status, String body, String options) throws Exception {
    Path file = Files.writeString(folder.resolve("a.yaml"), "listeners: {}\n");
    String answer =
        "HTTP/1.1 %d X\r\nContent-Length: %d\r\n\r\n%s".formatted(status, body.length(), body);
    try (ScriptedOrigin daemon = ScriptedOrigin.start(OriginScript.respond(answer))) {
      String url = " --admin http://127.0.0.1:" + daemon.port();
      int code = commands.execute("diff " + file + url + options);
      RawRequest request = daemon.requests().get(0);
      assertThat(request.method() + " " + request.target()).isEqualTo("POST /api/v1/diff");
      assertThat(request.head()).contains("Content-Type: application/yaml\r\n");
      assertThat(request.bodyText()).isEqualTo("listeners: {}\n");
      return code;
    }
  }

  @Test
  void changes_areToldWithWhatTheyCost() throws Exception {
    commands.terminal.interactive = false;
    assertThat(diff(200, CHANGES, "")).isEqualTo(1);
    assertThat(commands.out())
        .isEqualTo(
            """
            + server app/four
            - backend api
            ~ listener web  (binds an address anew)
            -    bind: :80
            +    bind: :\\u001b81
            +    tls: x
            3 changes, 1 of them not hitless
            """);
    assertThat(commands.err()).isEqualTo("warning: f:1:1: old\n");
  }

  @Test
  void terminal_hasColours() throws Exception {
    assertThat(diff(200, CHANGES, "")).isEqualTo(1);
    assertThat(commands.out())
        .startsWith("\u001b[32m+ server app/four\u001b[0m\n\u001b[31m- backend api\u001b[0m\n");
  }

  @Test
  void same_0() throws Exception {
    assertThat(diff(200, "{\"identical\": true, \"hitless\": true, \"changes\": []}", "")).isZero();
    assertThat(commands.out()).isEqualTo("nothing is different\n");
  }

  @Test
  void problems_2() throws Exception {
    assertThat(diff(422, "{\"detail\": \"x\", \"problems\": [\"a.yaml:1:1: bad\"]}", ""))
        .isEqualTo(2);
    assertThat(commands.err()).isEqualTo("a.yaml:1:1: bad\n");
    assertThat(commands.out()).isEmpty();
  }

  @Test
  void json_isWhatTheApiSays() throws Exception {
    assertThat(diff(200, CHANGES, " --json")).isEqualTo(1);
    assertThat(commands.out()).hasLineCount(1).startsWith("{\"identical\":false");
  }

  @Test
  void fileThatIsNotThere_usage() {
    assertThat(commands.execute("diff " + folder + "/none")).isEqualTo(2);
    assertThat(commands.err()).isEqualTo("forebay: " + folder + "/none: there is no such file\n");
  }
}
