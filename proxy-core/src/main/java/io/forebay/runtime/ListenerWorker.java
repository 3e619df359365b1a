package io.forebay.runtime;

import io.forebay.config.HttpProtocol;
import io.forebay.config.ProxyProtocolConfig;
import io.forebay.http.ClientConnection;
import io.forebay.http.ConnectionTracker;
import io.forebay.http.ProxyError;
import io.forebay.http.StreamAcceptor;
import io.forebay.http.TlsReadSize;
import io.forebay.http.TlsSession;
import io.forebay.http.Worker;
import io.forebay.http1.Http1ServerConnection;
import io.forebay.http2.Http2ServerConnection;
import io.forebay.http2.PrefaceDetector;
import io.forebay.inspect.LoopRejections;
import io.forebay.net.ProxyHeader;
import io.forebay.net.TlsServer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;

/**
 * What all connections of one listener on one event loop share.
 *
 * @param listener the listener's name
 * @param id that of its metrics
 * @param worker the event loop
 * @param acceptor takes the requests
 * @param tracker counts the connections
 * @param badProxyHeaders counts those that were to begin with a header of the PROXY protocol
 * @param rejections keeps what is refused
 */
record ListenerWorker(
    String listener,
    int id,
    Worker worker,
    StreamAcceptor acceptor,
    ConnectionTracker tracker,
    BadProxyHeaders badProxyHeaders,
    LoopRejections rejections) {

  /** A connection was closed whose {@code client} is not let in. Any event loop. */
  void deny(String client) {
    worker
        .eventLoop()
        .execute(
            () -> {
              worker.clock().nanos();
              worker.stats().accessDenied.add(id, 1);
              rejections.connection(listener, client, ProxyError.ACCESS_DENIED.label(), null);
            });
  }

  /** Begins with a connection of which nothing is known yet. */
  void begin(Channel channel, ListenerSettings settings) {
    ProxyProtocolConfig proxied = settings.proxyProtocol();
    if (proxied != null && Clients.isOneOf(proxied.from(), channel)) {
      channel.pipeline().addLast(new AwaitingProxyHeader(this, settings, proxied));
    } else {
      begin(channel, settings, null, tracker);
    }
  }

  /**
   * Goes on with {@code before}, which has taken a header of the PROXY protocol off the connection.
   *
   * @param told what it has said; null if there was none
   */
  void goOn(
      ChannelHandlerContext context,
      ListenerSettings settings,
      AwaitingProxyHeader before,
      @Nullable ProxyHeader told) {
    begin(context.channel(), settings, told, new Successor(tracker, before));
    context.fireChannelActive();
    context.pipeline().remove(before);
  }

  private void begin(
      Channel channel,
      ListenerSettings settings,
      @Nullable ProxyHeader told,
      ConnectionTracker tracker) {
    TlsServer tls = settings.tls();
    if (tls == null) {
      beginPlain(channel, settings, Clients.of(channel, told, null), tracker);
    } else {
      channel.config().setRecvByteBufAllocator(new TlsReadSize());
      channel.pipeline().addLast(new Handshaking(this, settings, tls, told, tracker));
    }
  }

  private void beginPlain(
      Channel channel,
      ListenerSettings settings,
      ClientConnection client,
      ConnectionTracker tracker) {
    if (!settings.speaks(HttpProtocol.HTTP_1_1)) {
      channel.pipeline().addLast(http2(settings, client, tracker));
      return;
    }
    Http1ServerConnection http1 = http1(settings, client, tracker);
    if (settings.speaks(HttpProtocol.H2C)) {
      Runnable onHttp2 = () -> toHttp2(channel, settings, http1, client, tracker);
      channel.pipeline().addLast(new PrefaceDetector(onHttp2));
    }
    channel.pipeline().addLast(http1);
  }

  private void toHttp2(
      Channel channel,
      ListenerSettings settings,
      Http1ServerConnection http1,
      ClientConnection client,
      ConnectionTracker tracker) {
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
    ClientConnection client = Clients.of(before.channel(), handshaking.told(), session);
    Successor successor = new Successor(handshaking.tracker(), handshaking);
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
