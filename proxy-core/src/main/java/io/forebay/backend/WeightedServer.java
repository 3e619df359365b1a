package io.forebay.backend;

/**
 * A server and its part under one configuration.
 *
 * @param weight 0 to 256; 0 gets no new requests
 * @param backup whether it is used only where no other server can be
 */
public record WeightedServer(Server server, int weight, boolean backup) {

  /** A server that is no backup. */
  public WeightedServer(Server server, int weight) {
    this(server, weight, false);
  }

  /** Whether it may be given new requests. */
  boolean isEligible() {
    return weight > 0 && server.state().isEligible();
  }
}
