package io.forebay.admin.stats;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Statistics as HAProxy 2.6 tells them at {@code /stats;csv}: a line for each listener ({@code
 * FRONTEND}), for each server, and for each backend behind its servers ({@code BACKEND}). Columns
 * mean what they mean there; what Forebay does not count is empty.
 */
public final class HaproxyCsv {

  /** Of HAProxy's own: a backend has the numbers behind those of the listeners. */
  private static final int FIRST_ID = 2;

  private static final int WHOLE = 100;

  private static final Map<String, String> ALGORITHMS =
      Map.of(
          "round_robin", "roundrobin",
          "least_conn", "leastconn",
          "random_two", "random",
          "first", "first",
          "consistent_hash", "hash");

  private static final Map<String, String> DESCRIPTIONS =
      Map.ofEntries(
          Map.entry("INI", "Initializing"),
          Map.entry("UNK", "Unknown"),
          Map.entry("SOCKERR", "Socket error"),
          Map.entry("L4OK", "Layer4 check passed"),
          Map.entry("L4TOUT", "Layer4 timeout"),
          Map.entry("L4CON", "Layer4 connection problem"),
          Map.entry("L6OK", "Layer6 check passed"),
          Map.entry("L6TOUT", "Layer6 timeout"),
          Map.entry("L6RSP", "Layer6 invalid response"),
          Map.entry("L7OK", "Layer7 check passed"),
          Map.entry("L7TOUT", "Layer7 timeout"),
          Map.entry("L7RSP", "Layer7 invalid response"),
          Map.entry("L7STS", "Layer7 wrong status"));

  private final StringBuilder out = new StringBuilder();
  private final long uptimeSeconds;

  private HaproxyCsv(long uptimeSeconds) {
    this.uptimeSeconds = uptimeSeconds;
  }

  /**
   * The whole table, its header first.
   *
   * @param uptimeSeconds of the process: what has never changed has been as it is for so long
   */
  public static String of(Statistics statistics, long uptimeSeconds) {
    HaproxyCsv csv = new HaproxyCsv(uptimeSeconds);
    csv.out.append(CsvRow.HEADER).append('\n');
    int id = FIRST_ID;
    for (ListenerStatistics it : statistics.listeners()) {
      csv.frontend(it, id++);
    }
    for (BackendStatistics it : statistics.backends()) {
      csv.servers(it, id);
      csv.backend(it, id++);
    }
    return csv.out.toString();
  }

  private void frontend(ListenerStatistics it, int id) {
    Traffic traffic = it.traffic();
    CsvRow row =
        new CsvRow(it.name(), "FRONTEND")
            .set("type", 0)
            .set("iid", id)
            .set("sid", 0)
            .set("status", "OPEN")
            .set("scur", it.connections())
            .set("smax", it.maxConnections())
            .set("stot", it.connectionsTotal())
            .set("bin", traffic.bytesIn())
            .set("bout", traffic.bytesOut())
            .set("dreq", it.denied())
            .set("dresp", 0)
            .set("ereq", it.rejected())
            .set("rate", it.connectionSecondRate())
            .set("rate_lim", 0)
            .set("rate_max", it.maxConnectionRate())
            .statuses(traffic.statuses())
            .set("req_rate", traffic.secondRate())
            .set("req_rate_max", traffic.maxRate())
            .set("req_tot", traffic.requests())
            .set("conn_rate", it.connectionSecondRate())
            .set("conn_rate_max", it.maxConnectionRate())
            .set("conn_tot", it.connectionsTotal());
    if (it.connectionLimit() > 0) {
      row.set("slim", it.connectionLimit());
    }
    row.write(out);
  }

  private void servers(BackendStatistics backend, int id) {
    List<ServerStatistics> servers = backend.servers();
    for (int i = 0; i < servers.size(); i++) {
      ServerStatistics it = servers.get(i);
      CsvRow row = new CsvRow(backend.name(), it.name()).set("iid", id).set("sid", i + 1);
      addState(row, it);
      addCheck(row, it);
      addTraffic(row, it.traffic(), it.tries(), it.failures(), it.times());
      row.set("type", 2)
          .set("qcur", 0)
          .set("qmax", 0)
          .set("scur", it.inFlight())
          .set("smax", it.maxInFlight())
          .set("stot", it.tries().total())
          .set("srv_icur", Math.max(0, it.connections() - it.inFlight()))
          .set("used_conn_cur", it.inFlight());
      if (it.limit() > 0) {
        row.set("slim", it.limit());
      }
      row.write(out);
    }
  }

  private void addState(CsvRow row, ServerStatistics it) {
    long changed = it.changedSeconds();
    row.set("status", status(it))
        .set("weight", effectiveWeight(it))
        .set("uweight", it.weight())
        .set("act", it.backup() ? 0 : 1)
        .set("bck", it.backup() ? 1 : 0)
        .set("lastchg", changed < 0 ? uptimeSeconds : changed);
    if (it.slowStartPercent() < WHOLE) {
      row.set("throttle", it.slowStartPercent());
    }
  }

  private static long effectiveWeight(ServerStatistics it) {
    return (it.weight() * (long) it.slowStartPercent() + WHOLE - 1) / WHOLE;
  }

  /** In HAProxy's words: {@code UP 2/3} has two lives left of three. */
  static String status(ServerStatistics it) {
    if (it.state().equals("maint")) {
      return "MAINT";
    }
    CheckStatistics check = it.check();
    boolean down = it.health().equals("down") || it.health().equals("unresolved");
    if (down) {
      return "DOWN" + progress(check, check == null ? 0 : check.against());
    }
    if (it.state().equals("drain")) {
      return "DRAIN";
    }
    if (check == null) {
      return it.usable() || it.weight() == 0 ? "no check" : "NOLB";
    }
    boolean kept = it.avoided().contains("ejected") || "open".equals(it.breaker());
    return (kept ? "NOLB" : "UP") + progress(check, check.needed() - check.against());
  }

  private static String progress(@Nullable CheckStatistics check, int done) {
    return check == null || check.against() == 0 ? "" : " " + done + "/" + check.needed();
  }

  private static void addCheck(CsvRow row, ServerStatistics it) {
    CheckStatistics check = it.check();
    if (check == null) {
      return;
    }
    row.set("chkfail", check.failed()).set("chkdown", it.downs()).set("downtime", it.downSeconds());
    if (!it.state().equals("maint")) {
      addLastCheck(row, check);
    }
  }

  private static void addLastCheck(CsvRow row, CheckStatistics check) {
    row.set("check_status", check.code())
        .set("check_duration", check.durationMillis())
        .set("check_desc", DESCRIPTIONS.getOrDefault(check.code(), ""));
    if (check.status() > 0) {
      row.set("check_code", check.status());
    }
    if (!check.code().endsWith("OK")) {
      row.set("last_chk", check.text());
    }
  }

  private static void addTraffic(
      CsvRow row, Traffic traffic, Tries tries, Failures failures, Times times) {
    row.set("bin", traffic.bytesIn())
        .set("bout", traffic.bytesOut())
        .set("dresp", 0)
        .set("econ", failures.connect())
        .set("eresp", failures.reset() + failures.timeout() + failures.invalid())
        .set("srv_abrt", failures.reset())
        .set("wretr", tries.retries())
        .set("wredis", tries.redispatches())
        .set("lbtot", tries.total() - tries.retries())
        .set("rate", traffic.secondRate())
        .set("rate_max", traffic.maxRate())
        .statuses(traffic.statuses())
        .set("req_tot", traffic.requests())
        .set("connect", tries.connectionsMade())
        .set("reuse", tries.connectionsReused())
        .set("qtime", times.queue())
        .set("ctime", times.connect())
        .set("rtime", times.response())
        .set("ttime", times.total());
  }

  private void backend(BackendStatistics it, int id) {
    List<ServerStatistics> up = it.servers().stream().filter(server -> server.usable()).toList();
    CsvRow row = new CsvRow(it.name(), "BACKEND").set("iid", id).set("sid", 0).set("type", 1);
    addTraffic(row, it.traffic(), it.tries(), it.failures(), it.times());
    List<ServerStatistics> serving =
        up.stream().anyMatch(server -> !server.backup())
            ? up.stream().filter(server -> !server.backup()).toList()
            : up;
    row.set("status", it.usable() > 0 ? "UP" : "DOWN")
        .set("weight", serving.stream().mapToLong(HaproxyCsv::effectiveWeight).sum())
        .set("uweight", serving.stream().mapToLong(ServerStatistics::weight).sum())
        .set("act", up.stream().filter(server -> !server.backup()).count())
        .set("bck", up.stream().filter(ServerStatistics::backup).count())
        .set("qcur", it.queued())
        .set("qmax", it.maxQueued())
        .set("scur", it.inFlight())
        .set("smax", it.maxInFlight())
        .set("stot", it.traffic().requests())
        .set("dreq", 0)
        .set("algo", ALGORITHMS.getOrDefault(it.balance(), it.balance().toLowerCase(Locale.ROOT)))
        .write(out);
  }
}
