package io.forebay.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The timeouts that apply to one listener or one backend, inheritance already worked out. Each is
 * more than 0 and at most {@link #LONGEST}, unless 0 is said to switch it off. A listener's are
 * those of clients and a backend's those of servers; the others have no meaning there.
 *
 * @param connect to establish a connection to a server, default 5 s
 * @param client silence of the client while we wait for it or write to it, default 50 s
 * @param server silence of the server while we wait for it or write to it, default 50 s
 * @param requestHeaders from the first byte of a request to the end of its head, default 10 s
 * @param keepAlive between two requests on a client connection, default 65 s
 * @param tunnel silence in both directions of an upgraded connection, default 1 h
 * @param queue that a request waits for a server, or null: as long as {@code connect}
 * @param total from the head of a request to the end of its answer, retries included; 0, the
 *     default, is off
 * @param perTry from the choice of a server to the head of its answer; 0, the default, is off
 */
public record TimeoutsConfig(
    Duration connect,
    Duration client,
    Duration server,
    Duration requestHeaders,
    Duration keepAlive,
    Duration tunnel,
    @Nullable Duration queue,
    Duration total,
    Duration perTry) {

  /** The longest duration that a configuration may name anywhere. */
  public static final Duration LONGEST = Duration.ofDays(30);

  public static final TimeoutsConfig DEFAULT =
      new TimeoutsConfig(
          Duration.ofSeconds(5),
          Duration.ofSeconds(50),
          Duration.ofSeconds(50),
          Duration.ofSeconds(10),
          Duration.ofSeconds(65),
          Duration.ofHours(1),
          null,
          Duration.ZERO,
          Duration.ZERO);

  public TimeoutsConfig {
    Checks.positive("connect", connect);
    Checks.positive("client", client);
    Checks.positive("server", server);
    Checks.positive("request_headers", requestHeaders);
    Checks.positive("keep_alive", keepAlive);
    Checks.positive("tunnel", tunnel);
    if (queue != null) {
      Checks.positive("queue", queue);
    }
    Checks.zeroOrPositive("total", total);
    Checks.zeroOrPositive("per_try", perTry);
  }
}
