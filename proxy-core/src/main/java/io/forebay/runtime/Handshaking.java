package io.forebay.runtime;

import io.forebay.config.HttpProtocol;
import io.forebay.http.ConnectionTracker;
import io.forebay.http.ConnectionView;
import io.forebay.http.LingeringClose;
import io.forebay.http.TlsSession;
import io.forebay.net.ClientCertificate;
import io.forebay.net.ProxyHeader;
import io.forebay.net.QuickAck;
import io.forebay.net.TlsFailure;
import io.forebay.net.TlsServer;
import io.forebay.stats.TlsHandshakes;
import io.forebay.util.LoopTimer;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's connection from its first byte to the end of its TLS handshake, when the connection
 * that reads requests takes its place.
 *
 * <p>Alone on its channel until the first byte, so that a client that is silent or speaks something
 * else costs no cryptography; then behind the handler that encrypts. Event loop only.
 */
final class Handshaking extends ChannelInboundHandlerAdapter implements BeforeHttp {

  private static final Logger LOG = LoggerFactory.getLogger(Handshaking.class);

  /** The type of the record that a handshake begins with (RFC 8446 section 5.1). */
  private static final int HANDSHAKE_RECORD = 22;

  private enum State {
    SILENT,
    HANDSHAKE,
    REFUSED,
    OVER
  }

  private final ListenerWorker owner;
  private final ListenerSettings settings;
  private final TlsServer tls;
  private final @Nullable ProxyHeader told;
  private final ConnectionTracker tracker;
  private final LoopTimer.Node deadline =
      new LoopTimer.Node() {
        @Override
        protected void onDeadline() {
          onTimeout();
        }
      };
  private ChannelHandlerContext ctx;
  private @Nullable LingeringClose lingering;
  private State state = State.SILENT;

  /**
   * A connection that {@code tls} encrypts.
   *
   * @param told what a header of the PROXY protocol has said of it; null for nothing
   * @param tracker is told of it
   */
  @SuppressWarnings("NullAway.Init") // ctx is set by handlerAdded
  Handshaking(
      ListenerWorker owner,
      ListenerSettings settings,
      TlsServer tls,
      @Nullable ProxyHeader told,
      ConnectionTracker tracker) {
    this.owner = owner;
    this.settings = settings;
    this.tls = tls;
    this.told = told;
    this.tracker = tracker;
  }

  /** What a header of the PROXY protocol has said; null for nothing. */
  @Nullable ProxyHeader told() {
    return told;
  }

  ConnectionTracker tracker() {
    return tracker;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    this.ctx = ctx;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    owner.worker().clock().nanos();
    tracker.opened(this);
    LoopTimer timer = owner.worker().timer();
    timer.set(deadline, timer.now() + settings.handshakeNanos());
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    if (state != State.SILENT || !in.isReadable()) {
      in.release();
      if (lingering != null && !lingering.goOn()) {
        ctx.close();
      }
      return;
    }
    int first = in.getUnsignedByte(in.readerIndex());
    if (first == HANDSHAKE_RECORD) {
      state = State.HANDSHAKE;
      ctx.pipeline().addFirst(tls.handler(ctx.alloc()));
      ctx.pipeline().fireChannelRead(in);
      return;
    }
    in.release();
    if (first >= 'A' && first <= 'Z') {
      fail(TlsFailure.PLAIN_HTTP, "no TLS");
      refusePlainHttp();
    } else {
      fail(TlsFailure.NOT_TLS, "first byte " + first);
      ctx.close();
    }
  }

  /** What the client still sends is dropped for a while: a reset would destroy the answer. */
  private void refusePlainHttp() {
    ctx.writeAndFlush(PlainHttpRefusal.answer()).addListener(written -> endOutput());
    lingering = new LingeringClose(owner.worker().timer(), deadline);
    lingering.begin();
  }

  private void endOutput() {
    if (ctx.channel() instanceof DuplexChannel duplex) {
      duplex.shutdownOutput();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (state == State.HANDSHAKE && event instanceof SslHandshakeCompletionEvent handshake) {
      if (handshake.isSuccess()) {
        succeed(ctx.pipeline().get(SslHandler.class));
      } else {
        // What encrypts closes the connection behind its alert.
        fail(handshake.cause());
      }
    }
  }

  private void succeed(SslHandler handler) {
    boolean http2 = HttpProtocol.H2.toString().equals(handler.applicationProtocol());
    HttpProtocol protocol = http2 ? HttpProtocol.H2 : HttpProtocol.HTTP_1_1;
    if (!settings.speaks(protocol)) {
      fail(TlsFailure.NO_SHARED_PROTOCOL, "nothing agreed on by ALPN");
      ctx.close();
      return;
    }
    owner.worker().timer().cancel(deadline);
    state = State.OVER;
    TlsSession session = session(handler.engine());
    int cell = TlsHandshakes.cell(owner.id(), session.isTls13(), session.resumed());
    owner.worker().stats().tlsHandshakes.add(cell, 1);
    if (session.isTls13() && !http2) {
      // BoringSSL keeps its tickets back until there is an answer to send them with.
      QuickAck.send(ctx.channel());
    }
    owner.goOn(ctx, settings, protocol, this, session);
  }

  private TlsSession session(SSLEngine engine) {
    return new TlsSession(
        engine.getSession().getProtocol(),
        engine.getSession().getCipherSuite(),
        tls.serverName(engine),
        tls.isResumed(engine),
        CertificateHeaders.of(certificate(engine)));
  }

  /** That there is none is told by an exception: only where one was asked for is it looked for. */
  private static @Nullable ClientCertificate certificate(SSLEngine engine) {
    boolean asked = engine.getWantClientAuth() || engine.getNeedClientAuth();
    return asked ? ClientCertificate.of(engine.getSession()) : null;
  }

  /** Counts and logs it; there is no other connection to come. */
  private void fail(TlsFailure failure, String detail) {
    fail(failure, detail, detail);
  }

  /** What somebody else says of a failure may quote what the client has sent: it is logged only. */
  private void fail(Throwable cause) {
    fail(TlsFailure.of(cause), String.valueOf(cause.getMessage()), null);
  }

  /**
   * @param shown what of the detail may be seen by everybody who may look; null for nothing
   */
  private void fail(TlsFailure failure, String detail, @Nullable String shown) {
    state = State.REFUSED;
    int cell = TlsHandshakes.failureCell(owner.id(), failure.ordinal());
    owner.worker().stats().tlsFailures.add(cell, 1);
    owner.rejections().connection(owner.listener(), client(), "tls_" + failure.label(), shown);
    LOG.debug(
        "listener {}: TLS handshake of {} failed: {} ({})",
        owner.listener(),
        ctx.channel().remoteAddress(),
        failure.label(),
        detail);
  }

  private String client() {
    return told == null || told.local()
        ? Clients.text(ctx.channel().remoteAddress())
        : Clients.text(told.source());
  }

  private void onTimeout() {
    if (state != State.REFUSED) {
      fail(TlsFailure.TIMEOUT, state == State.SILENT ? "nothing arrived" : "not finished");
    }
    ctx.close();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (state != State.REFUSED && state != State.OVER) {
      fail(cause);
    }
    ctx.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    owner.worker().clock().nanos();
    if (state == State.SILENT) {
      owner.worker().stats().emptyConnections.add(owner.id(), 1);
    } else if (state == State.HANDSHAKE) {
      fail(TlsFailure.CLOSED, "connection closed");
    }
    end();
  }

  private void end() {
    if (state != State.OVER) {
      state = State.OVER;
      owner.worker().timer().cancel(deadline);
      tracker.closed(this);
    }
  }

  @Override
  public ConnectionView view() {
    return BeforeHttp.view(ctx.channel(), told, "TLS handshake");
  }

  @Override
  public void closeWhenIdle() {
    end();
    ctx.close();
  }
}
