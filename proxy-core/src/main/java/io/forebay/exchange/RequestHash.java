package io.forebay.exchange;

import io.forebay.backend.LoadBalancer;
import io.forebay.condition.ClientAddress;
import io.forebay.config.ForwardedConfig;
import io.forebay.config.RequestKey;
import io.forebay.http.ClientConnection;
import io.forebay.http.HttpHead;
import io.forebay.util.Ascii;
import io.forebay.util.Hash64;
import java.util.Arrays;

/**
 * Hashes what requests are told apart by. Bytes count as they were received: a path or parameter
 * that is encoded in another way is another key. Immutable; any event loop.
 */
public final class RequestHash {

  private static final byte[] COOKIE = Ascii.bytes("cookie");

  private final RequestKey.Source source;
  private final byte[] name;
  private final ForwardedConfig forwarded;

  /**
   * A hash of {@code key}.
   *
   * @param forwarded whose word counts for the client's address
   */
  public RequestHash(RequestKey key, ForwardedConfig forwarded) {
    this.source = key.source();
    this.name = Ascii.bytes(key.name());
    this.forwarded = forwarded;
  }

  /** The hash of a request as it goes to the server; {@link LoadBalancer#NO_KEY} without a key. */
  long of(ClientConnection client, HttpHead head) {
    byte[] bytes = head.bytes();
    return switch (source) {
      case CLIENT_IP -> ofAddress(client, head);
      case PATH -> of(bytes, head.pathStart(), head.pathEnd());
      case HEADER -> ofHeader(head);
      case COOKIE -> ofCookie(head);
      case QUERY -> ofPair(bytes, head.pathEnd() + 1, head.targetEnd(), '&');
    };
  }

  private static long of(byte[] bytes, int from, int to) {
    if (from >= to) {
      return LoadBalancer.NO_KEY;
    }
    long hash = Hash64.of(bytes, from, to);
    return hash == LoadBalancer.NO_KEY ? 1 : hash;
  }

  private long ofAddress(ClientConnection client, HttpHead head) {
    byte[] address = ClientAddress.of(forwarded, client, head);
    return address == null ? LoadBalancer.NO_KEY : of(address, 0, address.length);
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
        long hash = ofPair(head.bytes(), head.valueStart(line), head.valueEnd(line), ';');
        if (hash != LoadBalancer.NO_KEY) {
          return hash;
        }
      }
    }
    return LoadBalancer.NO_KEY;
  }

  /** The value of the first {@code name=value} with our name. */
  private long ofPair(byte[] bytes, int from, int to, char separator) {
    for (int start = from; start < to; ) {
      int end = Ascii.indexOf(bytes, start, to, separator);
      int nameStart = start;
      while (nameStart < end && bytes[nameStart] == ' ') {
        nameStart++;
      }
      int valueStart = nameStart + name.length + 1;
      if (valueStart <= end
          && bytes[valueStart - 1] == '='
          && Arrays.equals(bytes, nameStart, valueStart - 1, name, 0, name.length)) {
        return of(bytes, valueStart, end);
      }
      start = end + 1;
    }
    return LoadBalancer.NO_KEY;
  }
}
