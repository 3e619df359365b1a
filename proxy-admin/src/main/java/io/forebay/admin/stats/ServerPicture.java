package io.forebay.admin.stats;

import io.forebay.backend.Avoidance;
import io.forebay.backend.Backend;
import io.forebay.backend.BreakerReport;
import io.forebay.backend.CheckReport;
import io.forebay.backend.Server;
import io.forebay.backend.StateNote;
import io.forebay.backend.WeightedServer;
import io.forebay.runtime.ProxyStatus;
import io.forebay.stats.ServerCount;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One server of a {@link Picture}. */
final class ServerPicture {

  private static final double NANOS_PER_MILLI = 1e6;
  private static final int PER_CLASS = 100;

  private final ProxyStatus status;
  private final Look look;
  private final Recorder recorder;
  private final Backend backend;
  private final WeightedServer weighted;
  private final Server server;
  private final Tally tally;
  private final Remembered past;

  ServerPicture(
      ProxyStatus status, Recorder recorder, Look look, Backend backend, WeightedServer weighted) {
    this.status = status;
    this.look = look;
    this.recorder = recorder;
    this.backend = backend;
    this.weighted = weighted;
    this.server = weighted.server();
    this.tally = look.tallies().server(server.id());
    this.past = recorder.ofServer(server.id(), tally);
  }

  /** Requests in the last minute. */
  long lastMinute() {
    return past.lastMinute();
  }

  /**
   * The server now.
   *
   * @param all requests of the last minute of all servers of its backend
   */
  ServerStatistics take(Instant now, long all) {
    StateNote admin = server.adminNote();
    StateNote health = server.healthNote();
    BreakerReport breaker = server.breaker();
    Duration drain = status.drainTimeLeft(server);
    int id = server.id();
    Counters counters = look.counters();
    Tries tries = counters.tries(id);
    long most = counters.most(it -> it.servers, ServerCount.MOST_IN_FLIGHT.cell(id));
    return new ServerStatistics(
        server.name(),
        ServerText.address(server.address()),
        ServerText.word(server.adminState()),
        admin == null ? null : admin.cause(),
        ServerText.word(server.state()),
        server.stateText(),
        health == null ? null : health.cause(),
        changed(admin, health, now),
        TimeUnit.NANOSECONDS.toSeconds(server.outages().totalNanos(look.nanos())),
        check(server.checkReport()),
        weighted.isEligible(),
        avoided(),
        breaker == null ? null : ServerText.word(breaker.state()),
        drain == null ? -1 : drain.toMillis(),
        weighted.effectiveWeight(),
        weighted.weight(),
        weighted.sharePercent(),
        weighted.backup(),
        server.inFlight(),
        Math.max(most, server.inFlight()),
        weighted.effectiveMaxConnections(),
        server.connections(),
        server.tunnels(),
        tries.retries() + tries.redispatches(),
        all == 0 ? Double.NaN : (double) past.lastMinute() / all,
        backend.expectedShare(server),
        counters.failures(id),
        past.traffic(tally, answers(), look.bytesTo(id), look.bytesFrom(id)),
        past.history(),
        server.outages().count(),
        tries,
        recorder.times(id, look.sums(id)));
  }

  private long[] answers() {
    long[] answers = new long[tally.statuses().length];
    for (int i = 1; i < answers.length; i++) {
      answers[i] = look.counters().of(server.id(), ServerCount.answers(i * PER_CLASS));
    }
    return answers;
  }

  private static long changed(@Nullable StateNote one, @Nullable StateNote other, Instant now) {
    Instant last = one == null ? null : one.since();
    if (other != null && (last == null || other.since().isAfter(last))) {
      last = other.since();
    }
    return last == null ? -1 : Math.max(0, Duration.between(last, now).toSeconds());
  }

  private List<String> avoided() {
    List<String> reasons = new ArrayList<>();
    for (Avoidance it : Avoidance.values()) {
      if (server.isAvoided(it)) {
        reasons.add(ServerText.word(it));
      }
    }
    return reasons;
  }

  private static @Nullable CheckStatistics check(@Nullable CheckReport report) {
    return report == null
        ? null
        : new CheckStatistics(
            report.code().name(),
            report.text(),
            report.durationNanos() / NANOS_PER_MILLI,
            report.against(),
            report.needed(),
            report.passed(),
            report.failed(),
            report.status());
  }
}
