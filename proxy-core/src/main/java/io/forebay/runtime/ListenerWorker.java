package io.forebay.runtime;

import io.forebay.config.HttpProtocol;
import io.forebay.http.ClientConnection;
import io.forebay.http.ConnectionTracker;
import io.forebay.http.StreamAcceptor;
import io.forebay.http.TlsSession;
import io.forebay.http.Worker;
import io.forebay.http1.Http1ServerConnection;
import io.forebay.http2.Http2ServerConnection;
import io.forebay.http2.PrefaceDetector;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;

/**
 * What all connections of one listener on one event loop share.
 *
 * @param listener the listener's name
 * @param id that of its metrics
 * @param worker the event loop
 * @param acceptor takes the requests
 * @param tracker counts the connections
 */
record ListenerWorker(
    String listener, int id, Worker worker, StreamAcceptor acceptor, ConnectionTracker tracker) {

  /** Begins with a connection whose requests come as they are. */
  void begin(Channel channel, ListenerSettings settings) {
    ClientConnection client = Clients.of(channel, null);
    if (!settings.speaks(HttpProtocol.HTTP_1_1)) {
      channel.pipeline().addLast(http2(settings, client, tracker));
      return;
    }
    Http1ServerConnection http1 = http1(settings, client, tracker);
    channel.pipeline().addLast(http1);
    if (settings.speaks(HttpProtocol.H2C)) {
      Runnable onHttp2 = () -> toHttp2(channel, settings, http1, client);
      channel.pipeline().addFirst(new PrefaceDetector(onHttp2));
    }
  }

  private void toHttp2(
      Channel channel,
      ListenerSettings settings,
      Http1ServerConnection http1,
      ClientConnection client) {
    http1.giveWay();
    Http2ServerConnection http2 = http2(settings, client, new Successor(tracker, http1));
    channel.pipeline().replace(http1, null, http2);
    http2.channelActive(channel.pipeline().lastContext());
  }

  /** Goes on with {@code before}, whose handshake has ended; the client speaks {@code protocol}. */
  void goOn(
      ChannelHandlerContext before,
      ListenerSettings settings,
      HttpProtocol protocol,
      Handshaking handshaking,
      TlsSession session) {
    ClientConnection client = Clients.of(before.channel(), session);
    Successor successor = new Successor(tracker, handshaking);
    ChannelHandler next =
        protocol == HttpProtocol.H2
            ? http2(settings, client, successor)
            : http1(settings, client, successor);
    before.pipeline().addAfter(before.name(), null, next);
    before.fireChannelActive();
    before.pipeline().remove(handshaking);
  }

  private Http1ServerConnection http1(
      ListenerSettings settings, ClientConnection client, ConnectionTracker tracker) {
    return new Http1ServerConnection(worker, settings.http(), acceptor, client, tracker);
  }

  private Http2ServerConnection http2(
      ListenerSettings settings, ClientConnection client, ConnectionTracker tracker) {
    return new Http2ServerConnection(worker, settings.http2(), acceptor, client, tracker);
  }
}
