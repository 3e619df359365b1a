package io.forebay.admin.page;

import io.forebay.admin.resource.About;
import io.forebay.admin.stats.BackendStatistics;
import io.forebay.admin.stats.CheckStatistics;
import io.forebay.admin.stats.Failures;
import io.forebay.admin.stats.History;
import io.forebay.admin.stats.Latency;
import io.forebay.admin.stats.ServerStatistics;
import io.forebay.admin.stats.Statistics;
import io.forebay.admin.stats.Times;
import io.forebay.admin.stats.Traffic;
import io.forebay.admin.stats.Tries;
import io.forebay.net.CertificateInfo;
import io.forebay.observe.Event;
import io.forebay.observe.Reloads;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Pictures for tests. */
final class Samples {

  static final Instant NOW = Instant.parse("2026-11-22T04:12:07Z");

  private static final Traffic NO_TRAFFIC =
      new Traffic(0, 0, 0, new long[6], 0, 0, Latency.NONE, Latency.NONE, 0);
  private static final Tries NO_TRIES = new Tries(0, 0, 0, 0, 0);

  /** A server that is well until a test says otherwise. */
  static final class Sample {
    private final String name;
    String state = "ready";
    String health = "up";
    String healthText = "UP";
    @Nullable String cause;
    @Nullable CheckStatistics check;
    List<String> avoided = List.of();
    @Nullable String breaker;
    long drainMillisLeft = -1;
    long inFlight;
    boolean backup;

    Sample(String name) {
      this.name = name;
    }

    Sample down(String why) {
      health = "down";
      healthText = "DOWN";
      cause = why;
      return this;
    }

    ServerStatistics make() {
      return new ServerStatistics(
          name,
          "127.0.0.1:1",
          state,
          null,
          health,
          healthText,
          cause,
          180,
          0,
          check,
          isUsable(),
          avoided,
          breaker,
          drainMillisLeft,
          1,
          1,
          100,
          backup,
          inFlight,
          0,
          0,
          0,
          0,
          0,
          Double.NaN,
          Double.NaN,
          Failures.NONE,
          NO_TRAFFIC,
          History.NONE,
          0,
          NO_TRIES,
          Times.NONE);
    }

    private boolean isUsable() {
      return health.equals("up") && state.equals("ready") && !backup;
    }
  }

  private Samples() {}

  static BackendStatistics backend(String name, Sample... servers) {
    return backend(name, 0, History.NONE, servers);
  }

  static BackendStatistics backend(String name, long queued, History history, Sample... servers) {
    List<ServerStatistics> all = Arrays.stream(servers).map(Sample::make).toList();
    int usable = Math.toIntExact(all.stream().filter(ServerStatistics::usable).count());
    return new BackendStatistics(
        name,
        "round_robin",
        usable,
        false,
        0,
        queued,
        0,
        0,
        Failures.NONE,
        NO_TRAFFIC,
        all,
        history,
        0,
        0,
        0,
        0,
        NO_TRIES,
        Times.NONE);
  }

  static Picture picture(BackendStatistics... backends) {
    return picture(List.of(), List.of(), new Reloads(Clock.systemUTC()).state(), backends);
  }

  static Picture picture(
      List<CertificateInfo> certificates,
      List<Event> events,
      Reloads.State reloads,
      BackendStatistics... backends) {
    return new Picture(
        new About("1", "r", "nio", NOW.minusSeconds(90)),
        "lb1",
        null,
        null,
        reloads,
        0,
        new Statistics(NOW, List.of(), List.of(backends)),
        certificates,
        events);
  }
}
