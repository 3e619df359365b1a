package io.forebay.exchange;

import io.forebay.http.ClientStream;
import io.forebay.http.UpstreamStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * What an exchange has become after an upgrade: bytes in both directions, each of which ends by
 * itself. Event loop only.
 */
final class Tunnel {

  private final ClientStream client;
  private final UpstreamStream server;
  private final @Nullable WebSocketDirection down;
  private final @Nullable WebSocketDirection up;
  private boolean oneHalfClosed;

  /**
   * @param webSocket whether the bytes are frames of a WebSocket
   */
  Tunnel(ClientStream client, UpstreamStream server, boolean webSocket) {
    this.client = client;
    this.server = server;
    this.down = webSocket ? new WebSocketDirection(client, false) : null;
    this.up = webSocket ? new WebSocketDirection(server, true) : null;
  }

  /** Takes ownership of {@code data}. */
  void toServer(ByteBuf data) {
    if (up != null) {
      up.pass(data);
    } else {
      server.writeData(data, false);
    }
    if (!server.isWritable()) {
      client.pauseRead();
    }
  }

  /** Takes ownership of {@code data}. */
  void toClient(ByteBuf data) {
    if (down != null) {
      down.pass(data);
    } else {
      client.writeData(data, false);
    }
    if (!client.isWritable()) {
      server.pauseRead();
    }
  }

  /** The client sends no more. */
  void endToServer() {
    if (up != null) {
      up.shutdown();
    } else {
      server.writeData(Unpooled.EMPTY_BUFFER, true);
    }
  }

  /** The server sends no more. */
  void endToClient() {
    if (down != null) {
      down.shutdown();
    } else {
      client.writeData(Unpooled.EMPTY_BUFFER, true);
    }
  }

  /**
   * Tells both ends that we go away, as far as the protocol has words for that, and passes nothing
   * on any more.
   *
   * @return whether it has: both ends close shortly, then
   */
  boolean end() {
    if (down == null || up == null) {
      return false;
    }
    down.end();
    up.end();
    return true;
  }

  /** Notes that a direction ends now; whether it is the second one. */
  boolean halfClosed() {
    boolean both = oneHalfClosed;
    oneHalfClosed = true;
    return both;
  }
}
