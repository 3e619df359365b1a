package io.forebay.net;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What the header of the PROXY protocol says of the connection that it stands in front of.
 *
 * @param local whether that is the sender's own, such as a health check, or one of which it says
 *     nothing: the addresses of the socket count, and those here are null
 * @param source the client; null for one on a unix socket
 * @param destination where the client has connected to; null for a unix socket
 */
public record ProxyHeader(
    boolean local, @Nullable InetSocketAddress source, @Nullable InetSocketAddress destination) {
  public static final ProxyHeader LOCAL = new ProxyHeader(true, null, null);

  /** Of a client on a unix socket. */
  public static final ProxyHeader UNIX = new ProxyHeader(false, null, null);

  /** Of a client at {@code source}, 4 or 16 bytes. */
  public static ProxyHeader of(
      byte[] source, int sourcePort, @Nullable InetSocketAddress destination) {
    return new ProxyHeader(false, ProxyHeaderV1.of(source, sourcePort), destination);
  }
}
