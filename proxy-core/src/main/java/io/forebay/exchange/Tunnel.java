package io.forebay.exchange;

import io.forebay.http.ClientStream;
import io.forebay.http.UpstreamStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * What an exchange has become after an upgrade: bytes in both directions, each of which ends by
 * itself. Event loop only.
 */
final class Tunnel {

  private final ClientStream client;
  private final UpstreamStream server;
  private boolean oneHalfClosed;

  Tunnel(ClientStream client, UpstreamStream server) {
    this.client = client;
    this.server = server;
  }

  /** Takes ownership of {@code data}. */
  void toServer(ByteBuf data) {
    server.writeData(data, false);
    if (!server.isWritable()) {
      client.pauseRead();
    }
  }

  /** The client sends no more. */
  void endToServer() {
    server.writeData(Unpooled.EMPTY_BUFFER, true);
  }

  /** The server sends no more. */
  void endToClient() {
    client.writeData(Unpooled.EMPTY_BUFFER, true);
  }

  /** Notes that a direction ends now; whether it is the second one. */
  boolean halfClosed() {
    boolean both = oneHalfClosed;
    oneHalfClosed = true;
    return both;
  }
}
