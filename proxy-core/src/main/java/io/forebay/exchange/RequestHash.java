package io.forebay.exchange;

import io.forebay.backend.LoadBalancer;
import io.forebay.config.RequestKey;
import io.forebay.http.HttpHead;
import io.forebay.http.Pairs;
import io.forebay.util.Ascii;
import io.forebay.util.Hash64;
import io.netty.util.NetUtil;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Hashes what requests are told apart by. Bytes count as they were received: a path or parameter
 * that is encoded in another way is another key. Of an IPv6 address the first 64 bits count, as the
 * rest is the client's to choose. Immutable; any event loop.
 */
public final class RequestHash {

  private static final byte[] COOKIE = Ascii.bytes("cookie");

  /** A client has a whole network of IPv6 addresses, and changes among them as it likes. */
  private static final int IPV6_NETWORK_BYTES = 8;

  private final RequestKey.Source source;
  private final byte[] name;
  private final ByteHash hash;

  /** The hash that is the same on every proxy. */
  public RequestHash(RequestKey key) {
    this(key, Hash64::of);
  }

  /** A hash of {@code key} by {@code hash}. */
  public RequestHash(RequestKey key, ByteHash hash) {
    this.source = key.source();
    this.name = Ascii.bytes(key.name());
    this.hash = hash;
  }

  /** Hashes the bytes {@code from} to {@code to}. */
  @FunctionalInterface
  public interface ByteHash {
    long of(byte[] bytes, int from, int to);
  }

  /** The hash of a request as it is at the moment; {@link LoadBalancer#NO_KEY} without a key. */
  public long of(Exchange exchange) {
    HttpHead head = exchange.clientRequest();
    byte[] bytes = head.bytes();
    return switch (source) {
      case CLIENT_IP -> ofAddress(exchange.clientAddress());
      case PATH -> of(bytes, head.pathStart(), head.pathEnd());
      case HEADER -> ofHeader(head);
      case COOKIE -> ofCookie(head);
      case QUERY -> ofPair(bytes, head.pathEnd() + 1, head.targetEnd(), '&');
    };
  }

  /**
   * The hash of a request whose value this is; {@link LoadBalancer#NO_KEY} for what cannot be one.
   */
  public long of(String value) {
    if (source == RequestKey.Source.CLIENT_IP) {
      return ofAddress(NetUtil.createByteArrayFromIpAddressString(value));
    }
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    return of(bytes, 0, bytes.length);
  }

  private long of(byte[] bytes, int from, int to) {
    if (from >= to) {
      return LoadBalancer.NO_KEY;
    }
    long found = hash.of(bytes, from, to);
    return found == LoadBalancer.NO_KEY ? 1 : found;
  }

  private long ofAddress(byte @Nullable [] address) {
    return address == null
        ? LoadBalancer.NO_KEY
        : of(address, 0, Math.min(address.length, IPV6_NETWORK_BYTES));
  }

  private long ofHeader(HttpHead head) {
    int line = head.indexOf(name);
    return line < 0
        ? LoadBalancer.NO_KEY
        : of(head.bytes(), head.valueStart(line), head.valueEnd(line));
  }

  private long ofCookie(HttpHead head) {
    for (int line = 0; line < head.count(); line++) {
      if (!head.isRemoved(line) && head.isNamed(line, COOKIE)) {
        long found = ofPair(head.bytes(), head.valueStart(line), head.valueEnd(line), ';');
        if (found != LoadBalancer.NO_KEY) {
          return found;
        }
      }
    }
    return LoadBalancer.NO_KEY;
  }

  /** The value of the first {@code name=value} with our name. */
  private long ofPair(byte[] bytes, int from, int to, char separator) {
    long found = Pairs.find(bytes, from, to, separator, name);
    return found == Pairs.NONE
        ? LoadBalancer.NO_KEY
        : of(bytes, Pairs.start(found), Pairs.end(found));
  }
}
