package io.forebay.filter;

import io.forebay.condition.ClientAddress;
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
import org.jspecify.annotations.Nullable;

/**
 * Tells the server who the client is: X-Forwarded-*, X-Real-IP and Forwarded (RFC 7239).
 *
 * <p>What a peer that is not trusted says of itself is removed, all of it, whether or not this
 * filter then adds the field: a server must be able to believe what it reads. A trusted proxy's
 * X-Forwarded-For and Forwarded are continued, its other fields kept. The peer of a unix socket has
 * no address and no port to tell of, so it adds nothing to X-Forwarded-For.
 */
public final class ForwardedFilter implements HttpFilter {

  private static final long FAMILY =
      HeaderId.X_FORWARDED_FOR.bit()
          | HeaderId.X_FORWARDED_PROTO.bit()
          | HeaderId.X_FORWARDED_HOST.bit()
          | HeaderId.X_FORWARDED_PORT.bit()
          | HeaderId.X_REAL_IP.bit()
          | HeaderId.FORWARDED.bit();

  private final ForwardedConfig config;
  private final boolean addsFor;
  private final boolean addsHost;
  private final boolean addsRealIp;
  private final boolean addsForwarded;

  /** A filter for a listener. */
  public ForwardedFilter(ForwardedConfig config) {
    this.config = config;
    this.addsFor = config.add().contains(ForwardedHeader.X_FORWARDED_FOR);
    this.addsHost = config.add().contains(ForwardedHeader.X_FORWARDED_HOST);
    this.addsRealIp = config.add().contains(ForwardedHeader.X_REAL_IP);
    this.addsForwarded = config.add().contains(ForwardedHeader.FORWARDED);
  }

  /** What stays the same for a connection; X-Forwarded-For is apart only for a trusted peer. */
  private record Peer(
      boolean trusted, @Nullable String address, String scheme, HeaderBlock lines) {}

  @Override
  public Verdict onRequest(Exchange exchange) {
    Peer peer = peer(exchange.client().connection());
    HttpHead head = exchange.clientRequest();
    if (peer.trusted) {
      continueTrusted(exchange, head, peer);
    } else {
      head.removeAll(FAMILY);
      head.add(peer.lines);
      if (addsHost) {
        addHost(head);
      }
      if (addsForwarded) {
        head.add(HeaderId.FORWARDED, Ascii.bytes(element(head, peer)));
      }
    }
    return Verdict.CONTINUE;
  }

  private Peer peer(ClientConnection connection) {
    if (connection.recall(this) instanceof Peer known) {
      return known;
    }
    InetAddress address = connection.peer();
    boolean trusted = address == null ? config.trustsUnix() : config.trusts(address.getAddress());
    String text = address == null ? null : NetUtil.toAddressString(address);
    String scheme = connection.isSecure() ? "https" : "http";
    Peer peer = new Peer(trusted, text, scheme, lines(text, scheme, connection.localPort()));
    connection.remember(this, peer);
    return peer;
  }

  private HeaderBlock lines(@Nullable String address, String scheme, int port) {
    HeaderBlock.Builder block = HeaderBlock.builder();
    for (ForwardedHeader header : config.add()) {
      switch (header) {
        case X_FORWARDED_FOR -> add(block, "X-Forwarded-For", address);
        case X_FORWARDED_PROTO -> block.add("X-Forwarded-Proto", scheme);
        case X_FORWARDED_PORT ->
            add(block, "X-Forwarded-Port", port == 0 ? null : Integer.toString(port));
        case X_REAL_IP -> add(block, "X-Real-IP", address);
        case X_FORWARDED_HOST, FORWARDED -> {
          // These depend on the request.
        }
      }
    }
    return block.build();
  }

  private static void add(HeaderBlock.Builder block, String name, @Nullable String value) {
    if (value != null) {
      block.add(name, value);
    }
  }

  private void continueTrusted(Exchange exchange, HttpHead head, Peer peer) {
    if ((head.seen() & FAMILY) == 0) {
      head.add(peer.lines);
    } else {
      String earlier = join(head, HeaderId.X_FORWARDED_FOR);
      if (addsFor && peer.address != null) {
        head.removeAll(HeaderId.X_FORWARDED_FOR.bit());
        String value = earlier.isEmpty() ? peer.address : earlier + ", " + peer.address;
        head.add(HeaderId.X_FORWARDED_FOR, Ascii.bytes(value));
      }
      if (addsRealIp && head.indexOf(HeaderId.X_REAL_IP) < 0) {
        ClientConnection client = exchange.client().connection();
        head.add(HeaderId.X_REAL_IP, ClientAddress.text(config, client, head));
      }
      addIfAbsent(head, peer.lines);
    }
    if (addsHost && head.indexOf(HeaderId.X_FORWARDED_HOST) < 0) {
      addHost(head);
    }
    if (addsForwarded) {
      String earlier = join(head, HeaderId.FORWARDED);
      head.removeAll(HeaderId.FORWARDED.bit());
      String element = element(head, peer);
      head.add(
          HeaderId.FORWARDED, Ascii.bytes(earlier.isEmpty() ? element : earlier + ", " + element));
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
  private static String element(HttpHead head, Peer peer) {
    String address = peer.address == null ? "unknown" : peer.address;
    boolean ipv6 = address.indexOf(':') >= 0;
    String node = ipv6 ? "\"[" + address + "]\"" : address;
    String host = head.authorityText();
    return "for="
        + node
        + (host.isEmpty() ? "" : ";host=\"" + host + "\"")
        + ";proto="
        + peer.scheme;
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
