package io.forebay.admin;

import io.forebay.admin.Families.Counters;
import io.forebay.admin.Families.Gauges;
import io.forebay.stats.ByteCells;
import io.forebay.stats.LoopStats;
import io.forebay.stats.MetricIds;
import io.forebay.stats.ServerCount;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import java.util.Map;

/** What the event loops have counted of every server that was ever in the configuration. */
final class ServerMetrics {

  private static final Map<ServerCount, String> ANSWERS =
      Map.of(
          ServerCount.ANSWERS_1XX, "1xx",
          ServerCount.ANSWERS_2XX, "2xx",
          ServerCount.ANSWERS_3XX, "3xx",
          ServerCount.ANSWERS_4XX, "4xx",
          ServerCount.ANSWERS_5XX, "5xx");

  private static final Map<ServerCount, String> ERRORS =
      Map.of(
          ServerCount.CONNECT_ERRORS, "connect",
          ServerCount.RESETS, "reset",
          ServerCount.TIMEOUTS, "timeout",
          ServerCount.BAD_ANSWERS, "bad_answer");

  private static final Map<ServerCount, String> PHASES =
      Map.of(
          ServerCount.QUEUE_NANOS, "queue",
          ServerCount.CONNECT_NANOS, "connect",
          ServerCount.RESPONSE_NANOS, "response");

  private static final double NANOS_PER_SECOND = 1e9;

  private final List<LoopStats> loops;
  private final Counters tries =
      new Counters("forebay_server_tries", "Requests given to the server, first or again.");
  private final Counters answers =
      new Counters("forebay_server_answers", "Answers of the server by class of status.");
  private final Counters errors =
      new Counters("forebay_server_errors", "Tries that the server failed, by how.");
  private final Counters retries =
      new Counters(
          "forebay_server_retries",
          "Tries that the server failed and that were repeated, there or at another server.");
  private final Counters made =
      new Counters("forebay_server_connections_made", "Connections to the server that were made.");
  private final Counters reused =
      new Counters(
          "forebay_server_connections_reused", "Tries on a connection that had been kept.");
  private final Counters bytes =
      new Counters("forebay_server_bytes", "Bytes received from the server, or sent to it.");
  private final Counters seconds =
      new Counters(
          "forebay_server_seconds",
          "Time of the requests that ended with the server: in the queue, for connections, and from"
              + " the request's head to that of the answer.");
  private final Gauges most =
      new Gauges("forebay_server_most_in_flight", "Most requests in flight with it at a time.");

  private ServerMetrics(List<LoopStats> loops) {
    this.loops = loops;
  }

  static void addTo(List<MetricSnapshot> all, List<LoopStats> loops, MetricIds ids) {
    ServerMetrics metrics = new ServerMetrics(loops);
    List<MetricIds.Server> servers = ids.servers();
    for (int id = LoopStats.NO_SERVER + 1; id < servers.size(); id++) {
      MetricIds.Server server = servers.get(id);
      metrics.add(id, Labels.of("backend", server.backend(), "server", server.server()));
    }
    all.add(metrics.tries.build());
    all.add(metrics.answers.build());
    all.add(metrics.errors.build());
    all.add(metrics.retries.build());
    all.add(metrics.made.build());
    all.add(metrics.reused.build());
    all.add(metrics.bytes.build());
    all.add(metrics.seconds.build());
    all.add(metrics.most.build());
  }

  private void add(int id, Labels labels) {
    tries.add(sum(ServerCount.TRIES, id), labels);
    ANSWERS.forEach((what, name) -> answers.add(sum(what, id), labels.add("class", name)));
    ERRORS.forEach((what, name) -> errors.add(sum(what, id), labels.add("error", name)));
    retries.add(sum(ServerCount.RETRIES, id), labels.add("to", "same"));
    retries.add(sum(ServerCount.REDISPATCHES, id), labels.add("to", "other"));
    made.add(sum(ServerCount.CONNECTIONS, id), labels);
    reused.add(sum(ServerCount.REUSES, id), labels);
    long in = LoopSum.of(loops, it -> it.serverBytes, ByteCells.inCell(id));
    long out = LoopSum.of(loops, it -> it.serverBytes, ByteCells.outCell(id));
    bytes.add(in, labels.add("direction", "received"));
    bytes.add(out, labels.add("direction", "sent"));
    PHASES.forEach(
        (what, name) -> seconds.add(sum(what, id) / NANOS_PER_SECOND, labels.add("phase", name)));
    most.add(LoopSum.most(loops, it -> it.servers, ServerCount.MOST_IN_FLIGHT.cell(id)), labels);
  }

  private long sum(ServerCount what, int id) {
    return LoopSum.of(loops, it -> it.servers, what.cell(id));
  }
}
