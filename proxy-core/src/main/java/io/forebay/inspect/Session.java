package io.forebay.inspect;

import io.forebay.exchange.Exchange;
import io.forebay.http.ClientConnection;
import io.forebay.http.ConnectionView;
import io.forebay.http.RequestListener;
import io.forebay.http.TlsSession;
import io.forebay.util.Ascii;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection as it was a moment ago. Immutable.
 *
 * @param id under which it can be ended
 * @param client its address; {@code unix:} for a unix socket
 * @param port 0 for a unix socket
 * @param protocol such as {@code HTTP/1.1}; what is awaited where no HTTP is spoken yet
 * @param tls null where it is not encrypted
 * @param ageNanos since it was accepted
 * @param idleNanos since the last request has ended; 0 where one is under way
 * @param requests how many have come
 * @param received bytes, without those of TLS
 * @param sent likewise
 * @param inFlight requests under way
 * @param shown the first {@value #MOST_REQUESTS} of these
 */
public record Session(
    String id,
    String listener,
    String client,
    int port,
    String protocol,
    @Nullable TlsSession tls,
    long ageNanos,
    long idleNanos,
    long requests,
    long received,
    long sent,
    int inFlight,
    List<SessionRequest> shown) {

  /** So many requests of one connection are shown. */
  public static final int MOST_REQUESTS = 16;

  /** Where a connection comes from and when it was accepted, by the loop's clock. */
  public record Origin(String id, String listener, long openedNanos) {}

  /** What {@code view} shows now. Event loop of the connection only. */
  public static Session of(Origin origin, ConnectionView view, long nowNanos) {
    ClientConnection client = view.client();
    byte[] peer = client.peerText();
    List<SessionRequest> requests = requests(view, nowNanos);
    int inFlight = view.underWay().size();
    return new Session(
        origin.id(),
        origin.listener(),
        Ascii.text(peer, 0, peer.length),
        client.peerPort(),
        view.protocol(),
        client.tls(),
        nowNanos - origin.openedNanos(),
        inFlight > 0 || view.idleSince() == 0 ? 0 : nowNanos - view.idleSince(),
        view.requests(),
        view.received(),
        view.sent(),
        inFlight,
        requests);
  }

  private static List<SessionRequest> requests(ConnectionView view, long nowNanos) {
    List<SessionRequest> requests = new ArrayList<>();
    for (RequestListener it : view.underWay()) {
      if (requests.size() < MOST_REQUESTS && it instanceof Exchange exchange) {
        requests.add(SessionRequest.of(exchange, nowNanos));
      }
    }
    return List.copyOf(requests);
  }
}
