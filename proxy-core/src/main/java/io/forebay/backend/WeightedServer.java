package io.forebay.backend;

/**
 * A server and its part under one configuration.
 *
 * @param weight 0 to 256; 0 gets no new requests
 * @param backup whether it is used only where no other server can be
 * @param maxConnections most exchanges in flight with it over all event loops; 0 for no limit
 */
public record WeightedServer(Server server, int weight, boolean backup, int maxConnections) {

  /** A server that is no backup and has no limit. */
  public WeightedServer(Server server, int weight) {
    this(server, weight, false);
  }

  /** A server without a limit. */
  public WeightedServer(Server server, int weight, boolean backup) {
    this(server, weight, backup, 0);
  }

  /** Whether it may be given new requests. */
  boolean isEligible() {
    return weight > 0 && server.state().isEligible();
  }
}
