package io.forebay.http2;

import io.forebay.http.ClientConnection;
import io.forebay.http.ConnectionTracker;
import io.forebay.http.ConnectionView;
import io.forebay.http.DownstreamConnection;
import io.forebay.http.DownstreamSettings;
import io.forebay.http.Framing;
import io.forebay.http.HeaderId;
import io.forebay.http.HttpHead;
import io.forebay.http.Persistence;
import io.forebay.http.ProxyError;
import io.forebay.http.RequestListener;
import io.forebay.http.StreamAcceptor;
import io.forebay.http.Worker;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One client's HTTP/2 connection: each stream that the client opens is a request, which goes where
 * those of HTTP/1 go. The last handler of its channel; event loop only.
 */
public final class Http2ServerConnection extends Http2Connection implements DownstreamConnection {

  /** The content of the ping behind which a client has seen that we leave. */
  private static final long LEAVE_PING = 0x6c65617665L;

  private final StreamAcceptor acceptor;
  private final ClientConnection client;
  private final ConnectionTracker tracker;
  private final Http2ServerSettings settings;
  private final Persistence persistence;
  private final ServerDeadline deadline;
  private final ClientPreface preface = new ClientPreface();
  private final HeadEncoding responseEncoding =
      (head, out) -> Http2HeadWriter.response(head, encoder(), out);
  private int lastStream;
  private int lastSeen;
  private long idleSince;
  private boolean opened;
  private boolean leaving;
  private boolean left;
  private boolean stalled;
  private boolean taken;

  /** A connection whose requests go to {@code acceptor}. */
  public Http2ServerConnection(
      Worker worker,
      Http2ServerSettings settings,
      StreamAcceptor acceptor,
      ClientConnection client,
      ConnectionTracker tracker) {
    super(worker, settings.http2(), tracker.bytes());
    this.settings = settings;
    this.acceptor = acceptor;
    this.client = client;
    this.tracker = tracker;
    this.persistence = new Persistence(settings.client(), worker.clock());
    this.deadline = new ServerDeadline(this, settings.client(), worker);
  }

  // ---- what streams need ----

  ClientConnection client() {
    return client;
  }

  DownstreamSettings clientSettings() {
    return settings.client();
  }

  HeadEncoding responseEncoding() {
    return responseEncoding;
  }

  // ---- begin ----

  @Override
  void onOpen() {
    worker().clock().nanos();
    sendSettings(
        PeerSettings.MAX_CONCURRENT_STREAMS,
        settings.http2().maxStreams(),
        PeerSettings.INITIAL_WINDOW_SIZE,
        settings.http2().firstWindow(),
        PeerSettings.MAX_HEADER_LIST_SIZE,
        settings.http2().limits().headBytes(),
        PeerSettings.ENABLE_CONNECT_PROTOCOL,
        1,
        PeerSettings.NO_RFC7540_PRIORITIES,
        1);
    opened = true;
    idleSince = worker().clock().recent();
    persistence.begin();
    deadline.awaitHead();
    tracker.opened(this);
  }

  @Override
  boolean readPreface(ByteBuf in) {
    if (preface.isComplete()) {
      return true;
    }
    if (!preface.read(in)) {
      in.skipBytes(in.readableBytes());
      fail(ErrorCode.PROTOCOL_ERROR);
      return false;
    }
    return preface.isComplete();
  }

  @Override
  void onPeerSettings() {
    look();
  }

  // ---- requests ----

  @Override
  public void onHeaders(int stream) {
    deadline.awaitHead();
  }

  @Override
  public void onHeaderBlock(int stream, byte[] block, int length, boolean end) {
    Http2Stream open = streams().get(stream);
    if (open != null) {
      onTrailers(open, block, length, end);
    } else if (isUsed(stream)) {
      onLateHead(stream, block, length);
    } else if ((stream & 1) == 0) {
      fail(ErrorCode.PROTOCOL_ERROR);
    } else {
      lastSeen = stream;
      lastStream = left ? lastStream : stream;
      onRequest(stream, block, length, end);
    }
    look();
  }

  /** A stream is opened once: nothing may follow but what was on its way when we reset it. */
  private void onLateHead(int stream, byte[] block, int length) {
    switch (endOf(stream)) {
      case RESET_BY_US -> decodeForNobody(block, length);
      case REGULAR -> fail(ErrorCode.STREAM_CLOSED);
      case UNKNOWN -> fail(ErrorCode.PROTOCOL_ERROR);
    }
  }

  private void onRequest(int stream, byte[] block, int length, boolean end) {
    HttpHead head = worker().heads().acquire();
    heads().beginRequest(head, end);
    boolean decoded = decode(block, length);
    ProxyError error = heads().finish();
    if (!decoded || left) {
      // Behind the last stream that we have promised to serve: the client knows, or will soon.
      worker().heads().release(head);
      forgo(stream);
    } else if (streams().size() >= settings.http2().maxStreams()) {
      worker().heads().release(head);
      refuse(stream, ErrorCode.REFUSED_STREAM);
    } else {
      Http2ServerStream begun = new Http2ServerStream(this, stream, head);
      begin(begun);
      if (end) {
        begun.remoteEnd();
      }
      if (error == null) {
        start(begun, head, end);
      } else {
        reject(begun, head, error);
      }
    }
  }

  private void start(Http2ServerStream stream, HttpHead head, boolean end) {
    boolean last = persistence.isLast(head);
    if (!end && !stream.awaitsTunnel()) {
      boolean invited = (head.seen() & HeaderId.EXPECT.bit()) == 0;
      stream.awaitBody(head.framing() == Framing.LENGTH ? head.contentLength() : -1, invited);
    }
    RequestListener started = acceptor.onRequest(stream, head, end || stream.awaitsTunnel());
    if (!stream.isClosed()) {
      stream.listener(started);
    }
    if (last) {
      drain();
    }
  }

  private void reject(Http2ServerStream stream, HttpHead head, ProxyError error) {
    if (error == ProxyError.MALFORMED_REQUEST) {
      acceptor.onAbort(stream, head, error);
      violated(stream, ErrorCode.PROTOCOL_ERROR);
      return;
    }
    acceptor.onReject(stream, head, error);
    if (!stream.isClosed()) {
      stream.reset(ErrorCode.INTERNAL_ERROR);
    }
    charge(AbuseBudget.Act.REFUSAL);
  }

  @Override
  boolean isUsed(int stream) {
    return (stream & 1) == 1 && stream <= lastSeen;
  }

  @Override
  int lastStream() {
    return lastStream;
  }

  @Override
  public ConnectionView view() {
    List<RequestListener> underWay = new ArrayList<>(streams().size());
    for (Http2Stream stream : streams().values()) {
      RequestListener told = ((Http2ServerStream) stream).listener();
      if (told != null) {
        underWay.add(told);
      }
    }
    long sent = writer().sent();
    return new ConnectionView(
        client, "HTTP/2", persistence.requests(), received(), sent, idleSince, underWay);
  }

  // ---- leaving ----

  @Override
  public void onGoAway(int stream, ErrorCode code) {
    // We open no streams; the client goes on with those it has, and closes.
  }

  /**
   * Leaves in two steps (RFC 9113 section 6.8): streams that the client has opened before it knows
   * are served too.
   */
  @Override
  public void drain() {
    if (!leaving && !isClosing()) {
      leaving = true;
      writer().goAway(Integer.MAX_VALUE, ErrorCode.NO_ERROR);
      writer().ping(LEAVE_PING, false);
      schedule();
    }
  }

  @Override
  void onPong(long data) {
    if (leaving && data == LEAVE_PING) {
      leave();
    }
  }

  /** From now on no stream is served but those that are open. */
  private void leave() {
    leaving = true;
    if (!left && !isClosing()) {
      left = true;
      writer().goAway(lastStream, ErrorCode.NO_ERROR);
      schedule();
    }
  }

  @Override
  public void closeWhenIdle() {
    leave();
  }

  @Override
  public boolean endTunnel(ProxyError reason) {
    boolean ended = false;
    List<Http2Stream> open = new ArrayList<>(streams().values());
    for (Http2Stream stream : open) {
      ended |= ((Http2ServerStream) stream).endTunnel(reason);
    }
    return ended;
  }

  @Override
  public void cut(ProxyError error) {
    closed(error);
    ctx().close();
  }

  @Override
  void onStreamClosed(Http2Stream stream) {
    idleSince = worker().clock().recent();
    look();
    schedule();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (isChannelWritable()) {
      // It has its time anew, even if the socket is full again at the end of this turn.
      stalled = false;
      taken = true;
    }
    super.channelWritabilityChanged(ctx);
  }

  @Override
  void onTurnEnd() {
    if (left && streams().isEmpty() && !isClosing()) {
      closeGracefully();
    }
    if (taken || stalled == isChannelWritable()) {
      taken = false;
      look();
    }
  }

  // ---- deadline ----

  /** Decides what is awaited of the client now. */
  private void look() {
    if (isClosing()) {
      deadline.cancel();
    } else if (!isPeerKnown() || isInBlock()) {
      // Since its beginning, however much of it comes.
    } else if (!isChannelWritable()) {
      stall();
    } else if (streams().isEmpty()) {
      deadline.awaitStream(persistence.end());
    } else {
      deadline.awaitEnd(persistence.end());
    }
    stalled &= !isChannelWritable();
  }

  private void stall() {
    if (!stalled) {
      stalled = true;
      writer().look();
      deadline.awaitTaken();
    }
  }

  void onDeadline() {
    if (!isPeerKnown() && !preface.isBegun()) {
      ctx().close();
    } else if (!isPeerKnown()) {
      fail(ErrorCode.SETTINGS_TIMEOUT);
    } else if (isInBlock()) {
      fail(ErrorCode.ENHANCE_YOUR_CALM);
    } else if (stalled) {
      onStall();
    } else if (streams().isEmpty()) {
      goAwayAndClose(ErrorCode.NO_ERROR);
    } else {
      drain();
    }
  }

  private void onStall() {
    if (writer().isTaking()) {
      deadline.awaitTaken();
    } else {
      cut(ProxyError.CLIENT_TIMEOUT);
    }
  }

  // ---- end ----

  @Override
  void onAbuse() {
    tracker.abused(client);
  }

  @Override
  void onFailure(ErrorCode code, String reason) {
    tracker.violated(client, code.name().toLowerCase(Locale.ROOT), reason);
  }

  @Override
  ProxyError violation() {
    return ProxyError.MALFORMED_REQUEST;
  }

  @Override
  ProxyError lostBy() {
    return ProxyError.CLIENT_GONE;
  }

  @Override
  void onClosed() {
    deadline.cancel();
    if (!opened) {
      return;
    }
    if (!preface.isBegun()) {
      HttpHead none = worker().heads().acquire();
      acceptor.onEmpty(new Http2ServerStream(this, 0, none));
      worker().heads().release(none);
    }
    tracker.closed(this);
  }
}
