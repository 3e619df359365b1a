package io.forebay.stats;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * All counters of one event loop. That loop alone writes them, any thread reads; ids are those of
 * {@link MetricIds}.
 */
public final class LoopStats {

  /** The id of "no server": answers of the proxy's own. */
  public static final int NO_SERVER = 0;

  private volatile RequestStats[][] requests = new RequestStats[0][];

  /** Client connections accepted, by listener id. */
  public final Cells connectionsOpened = new Cells();

  /** Client connections ended, by listener id. */
  public final Cells connectionsClosed = new Cells();

  /** Exchanges begun, by route id. */
  public final Cells requestsStarted = new Cells();

  /** Exchanges ended, by route id. */
  public final Cells requestsFinished = new Cells();

  /** Requests tried again, by the ordinal of the reason. */
  public final Cells retries = new Cells();

  /** Client connections that ended before anything arrived, by listener id. */
  public final Cells emptyConnections = new Cells();

  /** TLS handshakes that succeeded, by {@link TlsHandshakes#cell}. */
  public final Cells tlsHandshakes = new Cells();

  /** TLS handshakes that failed, by {@link TlsHandshakes#failureCell}. */
  public final Cells tlsFailures = new Cells();

  /** HTTP/2 connections ended because of what their clients had us do, by listener id. */
  public final Cells http2Abuse = new Cells();

  /** Client connections ended for want of a sound header of the PROXY protocol, by listener id. */
  public final Cells badProxyHeaders = new Cells();

  /** Requests refused before they had a route, by listener id. */
  public final Cells rejected = new Cells();

  /** Requests of clients whose addresses are not let in, by listener id. */
  public final Cells accessDenied = new Cells();

  /** Requests that have to say a password, by the ordinal of {@link AuthResult}. */
  public final Cells authentications = new Cells();

  /** Exchanges that ended by an error, by {@link RouteErrors#cell}. */
  public final Cells errors = new Cells();

  /** Requests of clients that are kept on a server by a cookie, by {@link StickyResult#cell}. */
  public final Cells sticky = new Cells();

  /** Exchanges that have waited for a server, by route id. */
  public final Cells queued = new Cells();

  /** Nanoseconds that they have waited, by route id. */
  public final Cells queueNanos = new Cells();

  /** What is counted of servers, by {@link ServerCount#cell}. */
  public final Cells servers = new Cells();

  /** Bytes of clients' connections, by {@link ByteCells#inCell} and so on of the listener id. */
  public final Cells clientBytes = new Cells();

  /** Bytes of connections to servers, by {@link ByteCells#inCell} and so on of the server id. */
  public final Cells serverBytes = new Cells();

  /** Where connections of clients of a listener count their bytes. */
  public ByteCells ofListener(int listenerId) {
    return new ByteCells(clientBytes, listenerId);
  }

  /** Where connections to a server count their bytes. */
  public ByteCells ofServer(int serverId) {
    return new ByteCells(serverBytes, serverId);
  }

  /** The cell of a route and a server, made on first use. The owning thread only. */
  public RequestStats requests(int routeId, int serverId) {
    RequestStats[][] table = requests;
    if (routeId < table.length) {
      RequestStats[] row = table[routeId];
      if (row != null && serverId < row.length && row[serverId] != null) {
        return row[serverId];
      }
    }
    return add(routeId, serverId);
  }

  /** The cell of a route and a server, or null if it was never used. Any thread. */
  public @Nullable RequestStats peek(int routeId, int serverId) {
    RequestStats[][] table = requests;
    if (routeId >= table.length || table[routeId] == null || serverId >= table[routeId].length) {
      return null;
    }
    return table[routeId][serverId];
  }

  /** Shows all cells of routes and servers that were ever used. Any thread. */
  public void forEach(Visitor visitor) {
    RequestStats[][] table = requests;
    for (int route = 0; route < table.length; route++) {
      RequestStats[] row = table[route];
      for (int server = 0; row != null && server < row.length; server++) {
        if (row[server] != null) {
          visitor.visit(route, server, row[server]);
        }
      }
    }
  }

  /** Is shown the cells of routes and servers. */
  @FunctionalInterface
  public interface Visitor {
    void visit(int routeId, int serverId, RequestStats stats);
  }

  private RequestStats add(int routeId, int serverId) {
    RequestStats[][] table = Arrays.copyOf(requests, Math.max(requests.length, routeId + 1));
    RequestStats[] row = table[routeId];
    row = row == null ? new RequestStats[serverId + 1] : row;
    row = Arrays.copyOf(row, Math.max(row.length, serverId + 1));
    RequestStats stats = new RequestStats();
    row[serverId] = stats;
    table[routeId] = row;
    requests = table;
    return stats;
  }
}
