package io.forebay.admin.stats;

import java.util.List;

/**
 * A listener.
 *
 * @param bind its addresses
 * @param encrypted whether it terminates TLS
 * @param connections open now
 * @param maxConnections most that were open at once
 * @param connectionLimit 0 for none
 * @param connectionsTotal accepted since the start
 * @param connectionRate accepted per second, over the last 10 s
 * @param denied requests refused by a rule: addresses, limits, passwords
 * @param rejected requests refused because they were malformed
 * @param connectionSecondRate accepted in the last second
 * @param maxConnectionRate most that were accepted in a second
 */
public record ListenerStatistics(
    String name,
    List<String> bind,
    boolean encrypted,
    long connections,
    long maxConnections,
    long connectionLimit,
    long connectionsTotal,
    double connectionRate,
    long denied,
    long rejected,
    Traffic traffic,
    History history,
    double connectionSecondRate,
    double maxConnectionRate) {

  public ListenerStatistics {
    bind = List.copyOf(bind);
  }
}
