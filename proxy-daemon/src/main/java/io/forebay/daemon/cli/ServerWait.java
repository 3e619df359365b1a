package io.forebay.daemon.cli;

import io.forebay.config.yaml.Durations;
import java.io.IOException;
import java.time.Duration;

/**
 * Waits until servers are as a command wants them, all of them together for no more than a time.
 */
final class ServerWait {

  private static final Duration PAUSE = Duration.ofMillis(200);

  private final AdminOptions admin;
  private final Duration limit;
  private final long startNanos = System.nanoTime();

  ServerWait(AdminOptions admin, Duration limit) {
    this.admin = admin;
    this.limit = limit;
  }

  /** Until nothing is in flight with it. */
  AdminClient.Answer drained(ServerName server) throws Exception {
    String query = "?wait=drained&timeout=" + Durations.text(left());
    AdminClient.Answer answer = admin.ask("GET", server.path() + query, "", left());
    if (answer.status() == 504) {
      throw new IOException(
          "%s: %s requests are still in flight after %s"
              .formatted(
                  server,
                  JsonValue.parse(answer.body()).get("server").get("in_flight").text(),
                  Durations.text(limit)));
    }
    return done(answer);
  }

  /** Until it is up and takes new requests. */
  AdminClient.Answer up(ServerName server) throws Exception {
    while (true) {
      AdminClient.Answer answer = done(admin.ask("GET", server.path(), ""));
      JsonValue told = JsonValue.parse(answer.body());
      if (told.get("usable").isTrue()) {
        return answer;
      }
      if (left().isZero()) {
        throw new IOException(
            "%s: takes no requests after %s: %s"
                .formatted(server, Durations.text(limit), ServerText.why(told)));
      }
      Thread.sleep(Math.min(PAUSE.toMillis(), left().toMillis()));
    }
  }

  private static AdminClient.Answer done(AdminClient.Answer answer) throws Exception {
    if (!answer.isDone()) {
      throw AdminOptions.refused(answer);
    }
    return answer;
  }

  private Duration left() {
    Duration left = limit.minusNanos(System.nanoTime() - startNanos);
    return left.toMillis() <= 0 ? Duration.ZERO : left;
  }
}
