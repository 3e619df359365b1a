package io.forebay.config;

import java.time.Duration;

/**
 * The timeouts that apply to one listener or one backend, inheritance already worked out. Each is
 * more than 0 and at most {@link #LONGEST}.
 *
 * @param connect to establish a connection to a server, default 5 s
 * @param client silence of the client while we wait for it or write to it, default 50 s
 * @param server silence of the server while we wait for it or write to it, default 50 s
 * @param requestHeaders from the first byte of a request to the end of its head, default 10 s
 * @param keepAlive between two requests on a client connection, default 65 s
 * @param tunnel silence in both directions of an upgraded connection, default 1 h
 */
public record TimeoutsConfig(
    Duration connect,
    Duration client,
    Duration server,
    Duration requestHeaders,
    Duration keepAlive,
    Duration tunnel) {

  /** The longest duration that a configuration may name anywhere. */
  public static final Duration LONGEST = Duration.ofDays(30);

  public static final TimeoutsConfig DEFAULT =
      new TimeoutsConfig(
          Duration.ofSeconds(5),
          Duration.ofSeconds(50),
          Duration.ofSeconds(50),
          Duration.ofSeconds(10),
          Duration.ofSeconds(65),
          Duration.ofHours(1));

  public TimeoutsConfig {
    Checks.positive("connect", connect);
    Checks.positive("client", client);
    Checks.positive("server", server);
    Checks.positive("request_headers", requestHeaders);
    Checks.positive("keep_alive", keepAlive);
    Checks.positive("tunnel", tunnel);
  }
}
