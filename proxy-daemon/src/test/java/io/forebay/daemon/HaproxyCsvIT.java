package io.forebay.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.testkit.Haproxy;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.Program;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawRequest;
import io.forebay.testkit.RefusingPort;
import io.forebay.testkit.ScriptedOrigin;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The CSV of a daemon beside that of a real HAProxy, which has served the same requests. */
class HaproxyCsvIT {

  private static final Duration LONG = Duration.ofSeconds(30);

  /** What has to be the same wherever it is said by either. */
  private static final List<String> COMPARED =
      List.of(
          ("pid sid type status mode stot req_tot lbtot weight uweight act bck hrsp_1xx hrsp_2xx"
                  + " hrsp_3xx hrsp_4xx hrsp_5xx hrsp_other dreq dresp ereq econ eresp wretr wredis"
                  + " conn_tot qcur qmax scur smax check_status check_code check_desc rate_lim")
              .split(" "));

  private static final List<String> OF_LISTENERS =
      List.of("stot", "req_tot", "hrsp_2xx", "hrsp_4xx", "hrsp_5xx", "ereq", "conn_tot");

  @TempDir Path folder;

  private static String answer(RawRequest request) {
    String target = request.target();
    String status = target.matches("/[2-5]\\d\\d") ? target.substring(1) : "200";
    return "HTTP/1.1 " + status + " X\r\nContent-Length: 2\r\n\r\nok";
  }

  private static String haproxy(int stats, int one, int two, int gone) {
    return """
    frontend web
      mode http
      bind 127.0.0.1:@port@
      default_backend backend_servers
    backend backend_servers
      mode http
      balance roundrobin
      option httpchk GET /health
      timeout check 20s
      server one 127.0.0.1:%2$d check inter 500ms weight 10
      server two 127.0.0.1:%3$d check inter 500ms weight 20
      server gone 127.0.0.1:%4$d check inter 500ms
      server spare 127.0.0.1:%2$d check inter 500ms backup
      server off 127.0.0.1:%3$d disabled
    listen stats
      mode http
      bind 127.0.0.1:%1$d
      stats enable
      stats uri /stats
    """
        .formatted(stats, one, two, gone);
  }

  private static String forebay(int one, int two, int gone) {
    return """
    global: {worker_threads: 1, reload: {watch: false}}
    listeners:
      web: {bind: "127.0.0.1:0", backend: backend_servers}
    backends:
      backend_servers:
        health_check: {path: /health, interval: 500ms, timeout: 20s}
        retry: {attempts: 0}
        servers:
          - {name: one, address: "127.0.0.1:%1$d", weight: 10}
          - {name: two, address: "127.0.0.1:%2$d", weight: 20}
          - {name: gone, address: "127.0.0.1:%3$d"}
          - {name: spare, address: "127.0.0.1:%1$d", backup: true}
          - {name: "off", address: "127.0.0.1:%2$d"}
    admin: {bind: "127.0.0.1:0"}
    """
        .formatted(one, two, gone);
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static void traffic(int port) {
    try (RawClient client = RawClient.connect(port)) {
      for (String path : "/ /200 /204 /302 /404 /404 /500 /503 /200 /200 /200 /200".split(" ")) {
        client.send("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n").readResponse();
      }
    }
  }

  private static String shell(String command, int port) throws Exception {
    return Program.run(
        "sh", "-c", "curl -s 'http://127.0.0.1:" + port + "/stats;csv' | " + command);
  }

  /** The rows that both have, by their first two columns. */
  private static Map<String, Map<String, String>> table(int port) throws Exception {
    String[] lines = shell("cat", port).split("\n");
    String[] names = lines[0].substring(2).split(",");
    Map<String, Map<String, String>> rows = new LinkedHashMap<>();
    for (int i = 1; i < lines.length; i++) {
      String[] values = lines[i].split(",", -1);
      Map<String, String> row = new LinkedHashMap<>();
      for (int column = 0; column < names.length; column++) {
        row.put(names[column], values[column]);
      }
      if (!values[0].equals("stats")) {
        rows.put(values[0] + "/" + values[1], row);
      }
    }
    return rows;
  }

  private static void awaitChecked(int port) {
    await("the servers to be checked")
        .atMost(LONG)
        .ignoreExceptions()
        .until(
            () -> {
              var rows = table(port);
              return rows.get("backend_servers/one").get("status").equals("UP")
                  && rows.get("backend_servers/one").get("check_status").equals("L7OK")
                  && rows.get("backend_servers/two").get("check_status").equals("L7OK")
                  && rows.get("backend_servers/spare").get("check_status").equals("L7OK")
                  && rows.get("backend_servers/gone").get("status").equals("DOWN");
            });
  }

  @Test
  void sameTraffic_sameNumbers_andScriptsPrintTheSame() throws Exception {
    try (ScriptedOrigin one = ScriptedOrigin.start(OriginScript.respondWith(HaproxyCsvIT::answer));
        ScriptedOrigin two = ScriptedOrigin.start(OriginScript.respondWith(HaproxyCsvIT::answer));
        RefusingPort gone = RefusingPort.open()) {
      int stats = freePort();
      try (Haproxy haproxy =
              Haproxy.start(folder, haproxy(stats, one.port(), two.port(), gone.port()));
          DaemonProcess daemon =
              DaemonProcess.run(
                  ConfigFile.write(folder, forebay(one.port(), two.port(), gone.port())))) {
        takeOut(daemon, "off");
        awaitChecked(stats);
        awaitChecked(daemon.adminPort());
        var theirs = table(stats);
        var ours = table(daemon.adminPort());
        traffic(haproxy.port());
        traffic(daemon.port("web"));
        await("the connections to end")
            .atMost(LONG)
            .until(() -> isIdle(table(daemon.adminPort())) && isIdle(table(stats)));
        compare(since(theirs, table(stats)), since(ours, table(daemon.adminPort())));
        for (String script :
            List.of(
                "head -1",
                "awk -F, '$1 == \"backend_servers\" {print $2, $8, $18, $19, $37}'",
                "grep -A 5 backend_servers | cut -d, -f 1,2,8,18,19,20,21,33 | head -6",
                "grep -c '^backend_servers,.*,UP,'")) {
          assertThat(shell(script, daemon.adminPort())).as(script).isEqualTo(shell(script, stats));
        }
      }
    }
  }

  private static boolean isIdle(Map<String, Map<String, String>> table) {
    return table.values().stream().allMatch(row -> row.get("scur").equals("0"));
  }

  private static void takeOut(DaemonProcess daemon, String server) {
    String body = "{\"state\": \"maint\"}";
    try (RawClient admin = daemon.admin()) {
      String head =
          "PUT /api/v1/backends/backend_servers/servers/%s HTTP/1.1\r\nHost: localhost\r\n"
              + "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s";
      assertThat(admin.send(head.formatted(server, body.length(), body)).readResponse().status())
          .isEqualTo(200);
    }
  }

  /** With what a listener has counted since: it was asked whether it listens. */
  private static Map<String, Map<String, String>> since(
      Map<String, Map<String, String>> before, Map<String, Map<String, String>> now) {
    Map<String, String> row = now.get("web/FRONTEND");
    for (String column : OF_LISTENERS) {
      long was = Long.parseLong(before.get("web/FRONTEND").get(column));
      row.put(column, Long.toString(Long.parseLong(row.get(column)) - was));
    }
    return now;
  }

  private static void compare(
      Map<String, Map<String, String>> expected, Map<String, Map<String, String>> actual) {
    assertThat(actual.keySet()).containsExactlyElementsOf(expected.keySet());
    List<String> differences = new ArrayList<>();
    expected.forEach(
        (name, row) -> {
          // Whose turn it is first is no promise of either, so classes go by servers in sum only.
          boolean server = row.get("type").equals("2");
          for (String column : COMPARED) {
            String ours = actual.get(name).get(column);
            if (!row.get(column).equals(ours) && !(server && column.startsWith("hrsp"))) {
              differences.add(
                  "%s %s: %s (HAProxy: %s)".formatted(name, column, ours, row.get(column)));
            }
          }
        });
    assertThat(differences).isEmpty();
  }
}
