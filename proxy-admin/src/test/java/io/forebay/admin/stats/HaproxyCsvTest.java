package io.forebay.admin.stats;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.admin.FakeStatus;
import io.forebay.backend.AdminState;
import io.forebay.backend.Backend;
import io.forebay.backend.BreakerState;
import io.forebay.backend.CheckCode;
import io.forebay.backend.CheckReport;
import io.forebay.backend.Server;
import io.forebay.backend.ServerState;
import io.forebay.stats.ServerCount;
import io.forebay.testkit.ManualTicker;
import io.forebay.testkit.ShutBreaker;
import io.forebay.testkit.TestProxy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HaproxyCsvTest {

  private static final String YAML =
      """
      listeners: {web: {bind: "127.0.0.1:0", backend: app}}
      backends: {app: {servers: ["127.0.0.1:1"], queue: {max: 5}}}
      """;

  private final FakeStatus status = new FakeStatus();
  private final StatisticsSource source = new StatisticsSource(status, new ManualTicker());
  private Backend app;
  private Server one;

  @BeforeEach
  void start() {
    status.config = TestProxy.parse(YAML);
    app = status.addBackend("app", "one", "two", "backup1");
    one = app.servers().get(0).server();
    one.state(ServerState.UP);
    check(CheckCode.L7OK, 200, 0, 3);
  }

  @AfterEach
  void close() {
    source.close();
  }

  private void check(CheckCode code, int answered, int against, int needed) {
    one.checkReport(
        new CheckReport("check text", 2_600_000, against, needed, 7, 4, null, code, answered));
    app.refresh();
  }

  private String[] lines() {
    return HaproxyCsv.of(source.take(), 77).split("\n");
  }

  private Map<String, String> row(int line) {
    String[] lines = lines();
    String[] names = lines[0].substring(2).split(",");
    String[] values = lines[line].split(",", -1);
    assertThat(values).hasSize(names.length + 1);
    Map<String, String> row = new HashMap<>();
    for (int i = 0; i < names.length; i++) {
      row.put(names[i], values[i]);
    }
    return row;
  }

  private String status() {
    return row(2).get("status");
  }

  @Test
  void rows_areListenersThenServersThenTheirBackend() {
    assertThat(lines()[0]).startsWith("# pxname,svname,qcur,").endsWith(",h1_spliced_bytes_out,");
    assertThat(List.of(lines()).subList(1, 6))
        .extracting(it -> it.split(",")[0] + " " + it.split(",")[1])
        .containsExactly("web FRONTEND", "app one", "app two", "app backup1", "app BACKEND");
    assertThat(row(1)).containsEntry("type", "0").containsEntry("iid", "2");
    assertThat(row(2))
        .containsEntry("type", "2")
        .containsEntry("sid", "1")
        .containsEntry("act", "1");
    assertThat(row(4)).containsEntry("bck", "1").containsEntry("act", "0");
    assertThat(row(5)).containsEntry("type", "1").containsEntry("iid", "3");
  }

  @Test
  void status_isInHaproxysWords() {
    assertThat(status()).isEqualTo("UP");
    check(CheckCode.L7STS, 503, 1, 3);
    assertThat(status()).isEqualTo("UP 2/3");
    one.breaker(new ShutBreaker(BreakerState.OPEN, 1, 3, 2));
    check(CheckCode.L7OK, 200, 0, 3);
    assertThat(status()).isEqualTo("NOLB");
    one.state(ServerState.DOWN);
    check(CheckCode.L7STS, 503, 0, 2);
    assertThat(status()).isEqualTo("DOWN");
    check(CheckCode.L7OK, 200, 1, 2);
    assertThat(status()).isEqualTo("DOWN 1/2");
    one.state(ServerState.UP);
    one.adminState(AdminState.DRAIN);
    app.refresh();
    assertThat(status()).isEqualTo("DRAIN");
    one.adminState(AdminState.MAINT);
    app.refresh();
    assertThat(status()).isEqualTo("MAINT");
    assertThat(row(2)).containsEntry("check_status", "").containsEntry("chkfail", "4");
    assertThat(row(3)).containsEntry("status", "no check").containsEntry("check_status", "");
    assertThat(row(5)).containsEntry("status", "UP").containsEntry("act", "1");
  }

  @Test
  void check_saysHowItEnded() {
    assertThat(row(2))
        .containsEntry("check_status", "L7OK")
        .containsEntry("check_code", "200")
        .containsEntry("check_duration", "3")
        .containsEntry("check_desc", "Layer7 check passed")
        .containsEntry("last_chk", "")
        .containsEntry("lastchg", "77");
    check(CheckCode.L4CON, 0, 1, 3);
    assertThat(row(2))
        .containsEntry("check_status", "L4CON")
        .containsEntry("check_code", "")
        .containsEntry("last_chk", "check text");
  }

  @Test
  void counters_areInTheirColumns() {
    int id = one.id();
    var loop = status.loops.get(0);
    loop.servers.add(ServerCount.TRIES.cell(id), 9);
    loop.servers.add(ServerCount.RETRIES.cell(id), 2);
    loop.servers.add(ServerCount.REDISPATCHES.cell(id), 3);
    loop.servers.add(ServerCount.CONNECT_ERRORS.cell(id), 4);
    loop.servers.add(ServerCount.TIMEOUTS.cell(id), 5);
    loop.servers.add(ServerCount.ANSWERS_4XX.cell(id), 6);
    assertThat(row(2))
        .containsEntry("stot", "9")
        .containsEntry("lbtot", "7")
        .containsEntry("wretr", "2")
        .containsEntry("wredis", "3")
        .containsEntry("econ", "4")
        .containsEntry("eresp", "5")
        .containsEntry("hrsp_4xx", "6")
        .containsEntry("slim", "")
        .containsEntry("mode", "http");
  }

  @Test
  void weights_ofABackendAreThoseOfWhoServes() {
    one.runtimeWeight(10);
    app.refresh();
    assertThat(row(5)).containsEntry("weight", "11").containsEntry("bck", "1");
    one.joinsOthers();
    assertThat(row(2)).containsEntry("throttle", "10").containsEntry("weight", "1");
  }

  @Test
  void names_withCommasQuotesAndControls_stayOneField() {
    status.addBackend("a,b", "x\"y", "z\r\nw");
    String[] lines = lines();
    assertThat(lines).hasSize(9);
    assertThat(lines[6]).startsWith("\"a,b\",\"x\"\"y\",0,0,");
    assertThat(lines[7]).startsWith("\"a,b\",z  w,0,0,");
  }
}
