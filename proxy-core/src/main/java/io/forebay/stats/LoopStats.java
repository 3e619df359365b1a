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

  /** Cells of {@link #bytes}. */
  public static final int CLIENT_IN = 0;

  public static final int CLIENT_OUT = 1;
  public static final int SERVER_OUT = 2;
  public static final int SERVER_IN = 3;

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

  /** Connections to servers that failed, by server id. */
  public final Cells connectErrors = new Cells();

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

  /** Exchanges that ended by an error, by the ordinal of the error. */
  public final Cells errors = new Cells();

  /** Requests of clients that are kept on a server by a cookie, by {@link StickyResult#cell}. */
  public final Cells sticky = new Cells();

  /** Bytes of messages, by direction: {@link #CLIENT_IN} and so on. */
  public final Cells bytes = new Cells();

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
