package io.forebay.http;

import io.forebay.util.Ascii;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What is known about a client's connection, and what filters remember for its length. Event loop
 * only.
 */
public final class ClientConnection {

  private final @Nullable InetSocketAddress peer;
  private final @Nullable InetSocketAddress local;
  private final @Nullable TlsSession tls;
  private @Nullable Object noteOwner;
  private @Nullable Object note;
  private byte @Nullable [] peerText;

  /**
   * A connection. Its addresses are those of its socket, or what a header of the PROXY protocol has
   * said.
   *
   * @param peer the other end; null for a unix socket
   * @param local where it arrived; null for a unix socket
   * @param tls its encryption; null for none
   */
  public ClientConnection(
      @Nullable InetSocketAddress peer,
      @Nullable InetSocketAddress local,
      @Nullable TlsSession tls) {
    this.peer = peer;
    this.local = local;
    this.tls = tls;
  }

  /** The other end's address; null for a unix socket. */
  public @Nullable InetAddress peer() {
    return peer == null ? null : peer.getAddress();
  }

  /** The other end's address as text; {@code unix:} for a unix socket. Not to be changed. */
  public byte[] peerText() {
    byte[] text = peerText;
    if (text == null) {
      text = Ascii.bytes(peer == null ? "unix:" : NetUtil.toAddressString(peer.getAddress()));
      peerText = text;
    }
    return text;
  }

  /** The other end's port; 0 for a unix socket. */
  public int peerPort() {
    return peer == null ? 0 : peer.getPort();
  }

  /** Where it arrived; null for a unix socket. */
  public @Nullable InetSocketAddress local() {
    return local;
  }

  /** The port it arrived at; 0 for a unix socket. */
  public int localPort() {
    return local == null ? 0 : local.getPort();
  }

  /** Whether it runs over TLS. */
  public boolean isSecure() {
    return tls != null;
  }

  /** Its encryption; null for none. */
  public @Nullable TlsSession tls() {
    return tls;
  }

  /** What {@code owner} remembered by {@link #remember}, or null if another one did since. */
  public @Nullable Object recall(Object owner) {
    return noteOwner == owner ? note : null;
  }

  /** Remembers one thing on behalf of {@code owner}, in place of what was remembered before. */
  public void remember(Object owner, Object note) {
    this.noteOwner = owner;
    this.note = note;
  }
}
