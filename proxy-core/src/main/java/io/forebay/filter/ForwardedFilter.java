package io.forebay.filter;

import io.forebay.config.AddressSource;
import io.forebay.config.ForwardedConfig;
import io.forebay.config.ForwardedHeader;
import io.forebay.exchange.Exchange;
import io.forebay.exchange.HttpFilter;
import io.forebay.http.ClientConnection;
import io.forebay.http.HeaderBlock;
import io.forebay.http.HeaderId;
import io.forebay.http.HttpHead;
import io.forebay.util.Ascii;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Tells the server who the client is: X-Forwarded-*, X-Real-IP and Forwarded (RFC 7239).
 *
 * <p>What a peer that is not trusted says of itself is removed, all of it, whether or not this
 * filter then adds the field: a server must be able to believe what it reads. Of a trusted proxy
 * the list that it tells the client's address in is continued. The other fields for addresses are
 * made anew of that address, as the proxy may have passed them on from its client; the rest is
 * kept. The peer of a unix socket has no address and no port to tell of, so it adds nothing to
 * X-Forwarded-For.
 */
public final class ForwardedFilter implements HttpFilter {

  private static final long FAMILY =
      HeaderId.X_FORWARDED_FOR.bit()
          | HeaderId.X_FORWARDED_PROTO.bit()
          | HeaderId.X_FORWARDED_HOST.bit()
          | HeaderId.X_FORWARDED_PORT.bit()
          | HeaderId.X_FORWARDED_PREFIX.bit()
          | HeaderId.X_REAL_IP.bit()
          | HeaderId.FORWARDED.bit();

  private final ForwardedConfig config;
  private final Peer[] peers = new Peer[4];
  private final boolean addsPort;
  private final boolean addsFor;
  private final boolean addsHost;
  private final boolean addsRealIp;
  private final boolean addsForwarded;

  /** The name of a source that is no field of the family; null for none. */
  private final byte @Nullable [] ownSource;

  /** A filter for a listener. */
  public ForwardedFilter(ForwardedConfig config) {
    this.config = config;
    this.addsFor = config.add().contains(ForwardedHeader.X_FORWARDED_FOR);
    this.addsHost = config.add().contains(ForwardedHeader.X_FORWARDED_HOST);
    this.addsRealIp = config.add().contains(ForwardedHeader.X_REAL_IP);
    this.addsForwarded = config.add().contains(ForwardedHeader.FORWARDED);
    byte[] source = Ascii.bytes(config.source().header());
    boolean isOwn = (HeaderId.of(source, 0, source.length).bit() & FAMILY) == 0;
    this.ownSource = isOwn && source.length > 0 ? source : null;
    this.addsPort = config.add().contains(ForwardedHeader.X_FORWARDED_PORT);
    for (int kind = 0; kind < peers.length; kind++) {
      peers[kind] = newPeer((kind & 1) != 0, (kind & 2) != 0, 0);
    }
  }

  /** What connections of one kind have in common: all but the address. */
  private record Peer(boolean trusted, String scheme, HeaderBlock lines) {}

  @Override
  public Verdict onRequest(Exchange exchange) {
    ClientConnection connection = exchange.client().connection();
    Peer peer = peer(connection);
    HttpHead head = exchange.clientRequest();
    if (peer.trusted) {
      continueTrusted(exchange, peer);
    } else {
      head.removeAll(FAMILY);
      if (ownSource != null) {
        head.removeAll(ownSource);
      }
      addAll(head, connection, peer);
      if (addsHost) {
        addHost(head);
      }
      if (addsForwarded) {
        head.add(HeaderId.FORWARDED, Ascii.bytes(element(head, connection, peer)));
      }
    }
    return Verdict.CONTINUE;
  }

  private Peer peer(ClientConnection connection) {
    if (connection.recall(this) instanceof Peer known) {
      return known;
    }
    InetAddress address = connection.peer();
    boolean trusted = config.trustedProxies().contains(address);
    boolean secure = connection.isSecure();
    // One for all of a kind: there are many connections, and most of them are idle.
    Peer peer =
        addsPort
            ? newPeer(trusted, secure, connection.localPort())
            : peers[(trusted ? 1 : 0) | (secure ? 2 : 0)];
    connection.remember(this, peer);
    return peer;
  }

  private Peer newPeer(boolean trusted, boolean secure, int port) {
    String scheme = secure ? "https" : "http";
    HeaderBlock.Builder lines = HeaderBlock.builder();
    if (config.add().contains(ForwardedHeader.X_FORWARDED_PROTO)) {
      lines.add("X-Forwarded-Proto", scheme);
    }
    if (addsPort && port != 0) {
      lines.add("X-Forwarded-Port", Integer.toString(port));
    }
    return new Peer(trusted, scheme, lines.build());
  }

  /** Adds everything; a unix socket's peer has no address. */
  private void addAll(HttpHead head, ClientConnection connection, Peer peer) {
    if (connection.peer() != null) {
      if (addsFor) {
        head.add(HeaderId.X_FORWARDED_FOR, connection.peerText());
      }
      if (addsRealIp) {
        head.add(HeaderId.X_REAL_IP, connection.peerText());
      }
    }
    head.add(peer.lines);
  }

  private void continueTrusted(Exchange exchange, Peer peer) {
    ClientConnection connection = exchange.client().connection();
    HttpHead head = exchange.clientRequest();
    if (saysNothing(head)) {
      addAll(head, connection, peer);
    } else {
      continueFor(exchange);
      tellRealIp(exchange);
      addIfAbsent(head, peer.lines);
    }
    if (addsHost && head.indexOf(HeaderId.X_FORWARDED_HOST) < 0) {
      addHost(head);
    }
    continueForwarded(exchange, peer);
  }

  private boolean saysNothing(HttpHead head) {
    return (head.seen() & FAMILY) == 0 && (ownSource == null || head.indexOf(ownSource) < 0);
  }

  private void continueFor(Exchange exchange) {
    HttpHead head = exchange.clientRequest();
    boolean isSource = config.source().equals(AddressSource.X_FORWARDED_FOR);
    if (!addsFor && isSource) {
      return;
    }
    String own = address(exchange.client().connection());
    String earlier = isSource ? join(head, HeaderId.X_FORWARDED_FOR) : clientBefore(exchange);
    boolean hasOwn = exchange.client().connection().peer() != null;
    String chain = hasOwn ? append(earlier, own) : earlier;
    head.removeAll(HeaderId.X_FORWARDED_FOR.bit());
    if (addsFor && !chain.isEmpty()) {
      head.add(HeaderId.X_FORWARDED_FOR, Ascii.bytes(chain));
    }
  }

  /** The client itself, where it is not the peer; else nothing. */
  private static String clientBefore(Exchange exchange) {
    byte[] client = exchange.clientAddressText();
    return Arrays.equals(client, exchange.client().connection().peerText())
        ? ""
        : Ascii.text(client, 0, client.length);
  }

  private static String append(String earlier, String own) {
    return earlier.isEmpty() ? own : earlier + ", " + own;
  }

  /** What decisions are made by; what the peer has passed on may be its client's word. */
  private void tellRealIp(Exchange exchange) {
    HttpHead head = exchange.clientRequest();
    boolean tells = addsRealIp || head.indexOf(HeaderId.X_REAL_IP) >= 0;
    head.removeAll(HeaderId.X_REAL_IP.bit());
    if (tells && exchange.clientAddress() != null) {
      head.add(HeaderId.X_REAL_IP, exchange.clientAddressText());
    }
  }

  private void continueForwarded(Exchange exchange, Peer peer) {
    HttpHead head = exchange.clientRequest();
    boolean isSource = config.source().equals(AddressSource.FORWARDED);
    if (!addsForwarded && isSource) {
      return;
    }
    String client = isSource ? "" : clientBefore(exchange);
    String made = client.isEmpty() ? "" : "for=" + node(client);
    String earlier = isSource ? join(head, HeaderId.FORWARDED) : made;
    head.removeAll(HeaderId.FORWARDED.bit());
    if (addsForwarded) {
      String element = element(head, exchange.client().connection(), peer);
      head.add(HeaderId.FORWARDED, Ascii.bytes(append(earlier, element)));
    }
  }

  private static void addIfAbsent(HttpHead head, HeaderBlock lines) {
    HeaderBlock.Builder missing = HeaderBlock.builder();
    lines.forEach(
        (id, name, value) -> {
          if (head.indexOf(id) < 0) {
            missing.add(name, value);
          }
        });
    head.add(missing.build());
  }

  private static void addHost(HttpHead head) {
    if (head.authorityEnd() > head.authorityStart()) {
      head.add(
          HeaderId.X_FORWARDED_HOST,
          HeaderId.X_FORWARDED_HOST.nameBytes(),
          head.bytes(),
          head.authorityStart(),
          head.authorityEnd());
    }
  }

  /** One element of Forwarded; IPv6 and a host with a port must be quoted (RFC 7239 section 4). */
  private static String element(HttpHead head, ClientConnection connection, Peer peer) {
    String host = head.authorityText();
    return "for="
        + node(address(connection))
        + (host.isEmpty() ? "" : ";host=\"" + host + "\"")
        + ";proto="
        + peer.scheme;
  }

  private static String node(String address) {
    return address.indexOf(':') >= 0 ? "\"[" + address + "]\"" : address;
  }

  private static String address(ClientConnection connection) {
    InetAddress address = connection.peer();
    return address == null ? "unknown" : NetUtil.toAddressString(address);
  }

  private static String join(HttpHead head, HeaderId id) {
    StringBuilder joined = new StringBuilder();
    for (int line = 0; line < head.count(); line++) {
      if (head.id(line) == id && !head.isRemoved(line)) {
        joined.append(joined.isEmpty() ? "" : ", ").append(head.valueText(line));
      }
    }
    return joined.toString();
  }
}
