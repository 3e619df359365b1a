package io.forebay.config;

import java.time.Duration;

/**
 * Which clients of a listener begin their connections with a header of the PROXY protocol, version
 * 1 or 2.
 *
 * @param from who does, at least one; of others such a header is bytes that are not HTTP
 * @param timeout how long it may take from the accept on, more than 0, default 5 s
 * @param required whether a connection of theirs without one is closed, default true; else it is
 *     served under its own address
 */
public record ProxyProtocolConfig(TrustedPeers from, Duration timeout, boolean required) {
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

  public ProxyProtocolConfig {
    Checks.require(!from.isEmpty(), "from", from, "at least one network, or unix");
    Checks.positive("timeout", timeout);
  }
}
