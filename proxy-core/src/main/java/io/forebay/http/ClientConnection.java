package io.forebay.http;

import io.forebay.util.Ascii;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * What is known about a client's connection, and what filters remember for its length. Event loop
 * only.
 */
public final class ClientConnection {

  private final @Nullable InetAddress peer;
  private final int peerPort;
  private final int localPort;
  private final @Nullable TlsSession tls;
  private @Nullable Object noteOwner;
  private @Nullable Object note;
  private byte @Nullable [] peerText;

  /**
   * A connection.
   *
   * @param peer the other end's address; null for a unix socket
   * @param peerPort its port; 0 for a unix socket
   * @param localPort the port it arrived at; 0 for a unix socket
   * @param tls its encryption; null for none
   */
  public ClientConnection(
      @Nullable InetAddress peer, int peerPort, int localPort, @Nullable TlsSession tls) {
    this.peer = peer;
    this.peerPort = peerPort;
    this.localPort = localPort;
    this.tls = tls;
  }

  public @Nullable InetAddress peer() {
    return peer;
  }

  /** The other end's address as text; {@code unix:} for a unix socket. Not to be changed. */
  public byte[] peerText() {
    byte[] text = peerText;
    if (text == null) {
      text = Ascii.bytes(peer == null ? "unix:" : NetUtil.toAddressString(peer));
      peerText = text;
    }
    return text;
  }

  public int peerPort() {
    return peerPort;
  }

  public int localPort() {
    return localPort;
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
