package io.forebay.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.backend.AdminState;
import io.forebay.backend.Server;
import io.forebay.backend.ServerState;
import io.forebay.backend.StateNote;
import io.forebay.config.yaml.ParsedConfig;
import io.forebay.config.yaml.YamlConfigParser;
import io.forebay.daemon.cli.ConfigLocation;
import io.forebay.daemon.cli.ForebayCommand;
import io.forebay.net.Transport;
import io.forebay.observe.Event;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.ShutBreaker;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Commands that talk to a proxy, in this process. */
class OperatorCommandsTest {
  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private ProxyAssembly assembly;
  private Server one;

  @BeforeEach
  void start() throws Exception {
    String yaml =
        """
        global: { worker_threads: 1 }
        listeners: { web: { bind: "127.0.0.1:0", backend: app } }
        backends:
          app:
            slow_start: 1h
            servers: [{ name: one, address: "127.0.0.1:1", weight: 4 }, "unix:/run/two.sock"]
        admin: { bind: ["127.0.0.1:0", "unix:%s/admin"] }
        """
            .formatted(folder);
    ParsedConfig parsed = YamlConfigParser.parse("test.yaml", yaml);
    assembly = new ProxyAssembly(parsed.config(), parsed.newServers(), Transport.best());
    assembly.start();
    one = assembly.proxy().backend("app").servers().get(0).server();
  }

  @AfterEach
  void stop() {
    assembly.close();
  }

  private int execute(String line) {
    return executeAt("http://127.0.0.1:" + assembly.adminAddresses().get(0).getPort(), line);
  }

  private int executeAt(String url, String line) {
    CommandLine command =
        ForebayCommand.create(new Daemon(null), new ConfigLocation(List.<Path>of()));
    command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return command.execute((line + " --admin " + url).split(" "));
  }

  @Test
  void drainMaintReady_changeTheServerAndSaySo() {
    one.begin();
    assertThat(execute("drain app/one")).isZero();
    assertThat(one.adminState()).isEqualTo(AdminState.DRAIN);
    assertThat(out.toString()).matches("app/one: drain, weight 4, 1 in flight, [0-9.]+s left\n");
    assertThat(execute("maint app/one")).isZero();
    assertThat(one.adminState()).isEqualTo(AdminState.MAINT);
    one.end();
    assertThat(execute("ready app/one")).isZero();
    assertThat(one.adminState()).isEqualTo(AdminState.READY);
    assertThat(out.toString()).endsWith("app/one: ready, weight 4, nothing in flight\n");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void drain_waits_untilNothingIsInFlight() {
    assertThat(execute("drain app/one --wait --timeout 5s")).isZero();
    one.begin();
    assertThat(execute("drain app/one --wait --timeout 100ms")).isEqualTo(1);
    assertThat(err).hasToString("forebay: app/one: 1 requests are still in flight after 100ms\n");
  }

  @Test
  void weight_numberOrPercentage() {
    assertThat(execute("weight app/one 7")).isZero();
    assertThat(one.runtimeWeight()).isEqualTo(7);
    assertThat(execute("weight app/one 50%")).isZero();
    assertThat(out.toString()).endsWith("app/one: ready, weight 2, nothing in flight\n");
  }

  @Test
  void severalServers_eachIsChanged_andMistakesAreTold() {
    assertThat(execute("drain app/one app/ome app/unix:/run/two.sock app/one")).isEqualTo(2);
    assertThat(err.toString()).hasLineCount(1).startsWith("forebay: server ome of backend app");
    assertThat(out.toString())
        .matches("app/one: drain, .*\napp/unix:/run/two.sock: drain, weight 1, nothing .*\n");
  }

  @Test
  void allOfABackend_onlyWithConsent() {
    assertThat(execute("drain app/*")).isEqualTo(2);
    assertThat(err)
        .hasToString(
            "forebay: drain app/*: 2 servers (expected: --yes where nobody can be asked)\n");
    assertThat(one.adminState()).isEqualTo(AdminState.READY);
    assertThat(execute("drain app/* --yes --wait")).isZero();
    assertThat(out.toString()).hasLineCount(2);
    assertThat(execute("ready app/*")).isZero();
    assertThat(one.adminState()).isEqualTo(AdminState.READY);
  }

  @Test
  void ready_waits_untilRequestsGoThere() {
    Server two = assembly.proxy().backend("app").servers().get(1).server();
    assertThat(execute("ready app/one --wait")).isZero();
    two.state(ServerState.DOWN);
    assembly.proxy().backend("app").refresh();
    assertThat(execute("ready app/one app/unix:/run/two.sock --wait --timeout 300ms")).isEqualTo(1);
    assertThat(err.toString())
        .hasLineCount(1)
        .startsWith("forebay: app/unix:/run/two.sock: takes no requests after 300ms");
  }

  @Test
  void json_isTheServerAsTheApiTellsIt_oneALine() {
    assertThat(execute("weight app/one 3 --json")).isZero();
    assertThat(out.toString())
        .hasLineCount(1)
        .startsWith("{\"name\":\"one\",\"backend\":\"app\"")
        .contains("\"weight\":3,\"configured_weight\":4");
  }

  @Test
  void events_byKindServerAndTime() {
    execute("weight app/one 3");
    execute("weight app/unix:/run/two.sock 2");
    assembly.proxy().events().keep(Event.Kind.HEALTH, "app", "one", "up\u001b[2J");
    out.getBuffer().setLength(0);
    assertThat(execute("events --kind weight --server one --since 10m")).isZero();
    assertThat(out.toString())
        .matches(
            "[-0-9]+T[0-9:]+Z  weight       app/one  weight 4 -> 3 by 127.0.0.1 by the command.*\n");
    out.getBuffer().setLength(0);
    assertThat(execute("events --since 2 --json")).isZero();
    assertThat(out.toString())
        .hasLineCount(1)
        .startsWith("{\"number\":3,\"at\":\"")
        .contains("\"server\":\"one\",\"text\":\"up\\u001B[2J\"");
    out.getBuffer().setLength(0);
    assertThat(execute("events --backend none")).isZero();
    assertThat(out.toString()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "drain app/ome      | server ome of backend app: unknown (expected: one, unix:/run/two.sock; did you mean one?)",
        "drain apq/one      | backend apq: unknown (expected: app; did you mean app?)",
        "weight app/one 300 | weight: 300 (expected: a whole number from 0 to 256",
        "weight app/one 1%  | weight: 1% of 4 (expected: a whole number from 0 to 256",
        "weight app/one '\"' | weight: "
      })
  void mistake_usageAndWhatWasExpected(String line, String message) {
    assertThat(execute(line)).isEqualTo(2);
    assertThat(err.toString()).startsWith("forebay: " + message);
  }

  @Test
  void serverWithASlashInItsName_isFound() {
    assertThat(execute("maint app/unix:/run/two.sock")).isZero();
    assertThat(out.toString()).startsWith("app/unix:/run/two.sock: maint");
  }

  @Test
  void unixSocket_isAnAdminAddress() {
    assertThat(executeAt("unix:" + folder + "/admin", "drain app/one")).isZero();
    assertThat(assembly.proxy().events().since(0).get(0).text())
        .startsWith("READY -> DRAIN by a unix socket by the command line");
  }

  @Test
  void status_isATableOfServers() {
    execute("drain app/one");
    assertThat(execute("status")).isZero();
    assertThat(out.toString())
        .contains("ready\n", "generation 1", "0 client connections, 0 requests in flight")
        .containsPattern(
            "SERVER +STATE +HEALTH +WEIGHT +IN FLIGHT +CONNECTIONS +RATE/S +ERRORS +P99 +WHY\n")
        .containsPattern("app/one +drain +UNCHECKED +4 +0 +0 +0 +0 +(drained|[0-9.]+s left)\n")
        .containsPattern("app/unix:/run/two.sock +ready +UNCHECKED +1 +0 +0 +0 +0\n");
  }

  @Test
  void status_tellsWhatKeepsRequestsOff() {
    Server two = assembly.proxy().backend("app").servers().get(1).server();
    one.breaker(ShutBreaker.OPEN);
    two.joinsOthers();
    two.state(ServerState.UP);
    assertThat(execute("status")).isZero();
    assertThat(out.toString())
        .containsPattern("app/one +ready .* circuit breaker open\n")
        .containsPattern("app/unix:/run/two.sock +ready .* slow start: 10% of its weight\n");
  }

  @Test
  void status_whatIsWrongComesFirst() {
    Server two = assembly.proxy().backend("app").servers().get(1).server();
    two.state(ServerState.DOWN);
    two.healthNote(new StateNote(Instant.EPOCH, "check\u001b[2J failed"));
    execute("maint app/one");
    out.getBuffer().setLength(0);
    assertThat(execute("status")).isZero();
    assertThat(out.toString().lines().skip(3))
        .startsWith(
            "wrong: backend app: no server takes requests",
            "wrong: app/unix:/run/two.sock: DOWN since 1970-01-01T00:00:00Z: check\\u001b[2J failed")
        .element(2)
        .asString()
        .matches(
            "taken out: app/one: (maint|drain) since .*: READY -> MAINT by 127.0.0.1 by the command.*");
  }

  @Test
  void status_ofABackend_andOfAServer() {
    assertThat(execute("status app")).isZero();
    assertThat(out.toString())
        .startsWith("backend app: 2 of 2 servers take requests, 0 requests wait\n")
        .containsPattern("app/one +ready");
    out.getBuffer().setLength(0);
    assertThat(execute("status app/one")).isZero();
    assertThat(out.toString())
        .startsWith("app/one at 127.0.0.1:1 takes requests\n")
        .contains("weight       4, 100% of it", "connections  0, no limit of requests");
    assertThat(execute("status apq")).isEqualTo(2);
    assertThat(err.toString()).contains("backend apq: unknown (expected: app; did you mean app?)");
  }

  @Test
  void status_json_isOneObject() {
    assertThat(execute("status --json")).isZero();
    assertThat(out.toString())
        .startsWith("{\"status\" : {")
        .contains("\"generation\" : 1", "\"backends\" : [", "\"name\" : \"one\"")
        .endsWith("}\n");
  }

  @Test
  void maxConnections_ofTheServer() {
    assertThat(execute("max-connections app/one 9")).isZero();
    assertThat(execute("status app/one")).isZero();
    assertThat(out.toString()).contains("connections  0, at most 9 requests");
    assertThat(execute("max-connections app/one nine")).isEqualTo(2);
    assertThat(err.toString()).contains("max_connections: nine (expected: ");
  }

  @Test
  void rejected_isATableOfThem() throws Exception {
    int port = assembly.listenerAddresses("web").get(0).getPort();
    try (RawClient client = RawClient.connect(port)) {
      client.send("GET /a?token=secret HTTP/1.1\r\n\r\n").readResponse();
    }
    await("the refusal")
        .until(() -> execute("rejected --json") == 0 && out.toString().contains("/a"));
    out.getBuffer().setLength(0);
    assertThat(execute("rejected --listener web")).isZero();
    assertThat(out.toString())
        .startsWith("AT ")
        .containsPattern(
            "\n[-0-9]+T[0-9:]+Z  web +127.0.0.1 +400 +[a-z_]+ +GET /a\\?token=\\*\\*\\*")
        .doesNotContain("secret");
    assertThat(execute("rejected --limit x")).isEqualTo(2);
  }

  @Test
  void reload_beforeThereIsAFile_failsWithTheReason() {
    assertThat(execute("reload")).isEqualTo(1);
    assertThat(err).hasToString("forebay: the daemon is starting\n");
  }
}
