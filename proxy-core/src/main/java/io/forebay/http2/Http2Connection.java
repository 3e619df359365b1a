package io.forebay.http2;

import io.forebay.http.HttpHead;
import io.forebay.http.ProxyError;
import io.forebay.http.ReadSize;
import io.forebay.http.UnexpectedErrors;
import io.forebay.http.Worker;
import io.forebay.http2.hpack.FieldSink;
import io.forebay.http2.hpack.HpackDecoder;
import io.forebay.http2.hpack.HpackEncoder;
import io.forebay.stats.ByteCells;
import io.forebay.util.LoopTimer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.collection.IntObjectHashMap;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What both ends of the proxy's HTTP/2 connections have in common (RFC 9113): frames, settings,
 * windows, streams and the turns that these take. The last handler of its channel; event loop only.
 *
 * <p>What streams write goes out once per turn of the loop, so that answers of many streams share
 * one system call and one TLS record.
 */
abstract class Http2Connection extends ChannelInboundHandlerAdapter implements FrameListener {

  /** Most bytes of acknowledgements and heads that may wait for a peer that does not read. */
  private static final int MAX_CONTROL_BYTES = 64 * 1024;

  /** How much longer than the head that it holds a header block may be. */
  private static final int BLOCK_FACTOR = 2;

  private static final int DYNAMIC_TABLE_BYTES = 4096;

  /** So long a peer that was told that we leave may take to close its end. */
  private static final long CLOSE_NANOS = 2_000_000_000L;

  private static final FieldSink NOBODY = (name, from, to, value, start, end, id) -> {};
  private static final Logger LOG = LoggerFactory.getLogger(Http2Connection.class);

  private final Worker worker;
  private final Http2Settings settings;
  private ReadSize readSize;
  private final ByteCells bytes;
  private final FrameReader reader;
  private final PeerSettings peer = new PeerSettings();
  private final HpackDecoder decoder = new HpackDecoder(DYNAMIC_TABLE_BYTES);
  private final HpackEncoder encoder = new HpackEncoder();
  private final Http2HeadReader heads;
  private final HeadEncoding trailerEncoding =
      (head, out) -> Http2HeadWriter.trailers(head, encoder, out);
  private final AbuseBudget budget;
  private final IntObjectHashMap<Http2Stream> streams = new IntObjectHashMap<>(8);
  private final ClosedStreams closedStreams = new ClosedStreams();
  private final List<Http2Stream> touched = new ArrayList<>();
  private final List<Http2Stream> resumed = new ArrayList<>();
  private List<Http2Stream> blocked = new ArrayList<>(0);
  private final Runnable turn = this::turn;

  private final LoopTimer.Node closeLater = new CloseLater();
  private ChannelHandlerContext ctx;
  private FrameWriter writer;
  private SendTurns turns;
  private boolean scheduled;
  private long received;
  private boolean readPaused;
  private boolean closing;
  private boolean closed;
  private boolean peerKnown;
  private boolean acknowledged;
  private int receiveWindow;
  private int credit;
  private boolean sentSincePing;
  private @Nullable Http2Stream dataStream;
  private boolean dataEnds;

  /** A connection that counts its bytes in {@code bytes}. */
  @SuppressWarnings("NullAway.Init") // ctx, writer and turns are set by handlerAdded
  Http2Connection(Worker worker, Http2Settings settings, ByteCells bytes) {
    this.worker = worker;
    this.settings = settings;
    this.readSize = new ReadSize(worker.buffers(), worker.largeBuffers());
    this.bytes = bytes;
    this.reader = new FrameReader(this, settings.limits().headBytes() * BLOCK_FACTOR);
    this.heads = new Http2HeadReader(settings.limits());
    this.budget = new AbuseBudget(worker.clock().nanos());
    this.receiveWindow = settings.connectionWindow();
  }

  // ---- what subclasses do ----

  /** The channel is open: writes what goes first, by {@link #sendSettings}. */
  abstract void onOpen();

  /** Bytes that are not frames yet, of the client's preface; returns whether it is read. */
  abstract boolean readPreface(ByteBuf in);

  /**
   * A header block is complete. It must be decoded, by one of the methods of this class, whatever
   * becomes of its stream: the next ones depend on it.
   */
  @Override
  public abstract void onHeaderBlock(int stream, byte[] block, int length, boolean end);

  /** Whether {@code stream}, which is not open, was used before, by whichever side opens such. */
  abstract boolean isUsed(int stream);

  /** The last stream of the peer that was worked on; 0 for none. */
  abstract int lastStream();

  /** The peer has changed its settings. */
  abstract void onPeerSettings();

  /** An answer to {@link FrameWriter#ping}. */
  abstract void onPong(long data);

  /** A stream has ended. */
  abstract void onStreamClosed(Http2Stream stream);

  /** The peer has done too much of what costs us and is of no use. */
  abstract void onAbuse();

  /** The peer takes no new streams above {@code lastStream}. */
  @Override
  public abstract void onGoAway(int lastStream, ErrorCode code);

  /** The end of a turn, in which everything was flushed. */
  abstract void onTurnEnd();

  /** The channel is gone, and every stream with it. Called once. */
  abstract void onClosed();

  // ---- what streams and subclasses need ----

  final Worker worker() {
    return worker;
  }

  final Http2Settings settings() {
    return settings;
  }

  final ChannelHandlerContext ctx() {
    return ctx;
  }

  final ByteBufAllocator alloc() {
    return ctx.alloc();
  }

  final FrameWriter writer() {
    return writer;
  }

  final SendTurns turns() {
    return turns;
  }

  final HpackEncoder encoder() {
    return encoder;
  }

  final HeadEncoding trailerEncoding() {
    return trailerEncoding;
  }

  final PeerSettings peer() {
    return peer;
  }

  final IntObjectHashMap<Http2Stream> streams() {
    return streams;
  }

  /** Bytes read in all. */
  final long received() {
    return received;
  }

  /** Whether a header block has begun and not ended. */
  final boolean isInBlock() {
    return reader.isInBlock();
  }

  /** Whether the first SETTINGS of the peer have come. */
  final boolean isPeerKnown() {
    return peerKnown;
  }

  /** Whether it takes no more part: told to close, or closed. */
  final boolean isClosing() {
    return closing || closed;
  }

  /** Whether the peer's socket takes more. */
  final boolean isChannelWritable() {
    return ctx.channel().isWritable();
  }

  /** The window of a stream that begins now: the peer may not know of ours yet. */
  final int firstReceiveWindow() {
    return acknowledged ? settings.firstWindow() : Http2Settings.DEFAULT_WINDOW;
  }

  final void touched(Http2Stream stream) {
    touched.add(stream);
  }

  /** Has {@code stream} be told once it may write more. */
  final void blocked(Http2Stream stream) {
    blocked.add(stream);
  }

  final void resumed(Http2Stream stream) {
    resumed.add(stream);
    schedule();
  }

  // ---- channel events ----

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    this.ctx = ctx;
    this.writer = new FrameWriter(ctx, worker.buffers(), bytes);
    this.turns = new SendTurns(ctx.channel());
    ChannelConfig config = ctx.channel().config();
    if (config.getRecvByteBufAllocator() instanceof ReadSize known) {
      // A channel that has read once keeps what it has asked for its buffers then.
      readSize = known;
    } else if (ctx.pipeline().firstContext() == ctx) {
      config.setRecvByteBufAllocator(readSize);
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    onOpen();
  }

  /** Sends the first settings, numbers and values in turn, and opens the connection's window. */
  final void sendSettings(int... values) {
    writer.settings(values);
    int more = settings.connectionWindow() - Http2Settings.DEFAULT_WINDOW;
    if (more > 0) {
      writer.windowUpdate(0, more);
    }
    schedule();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    worker.clock().nanos();
    bytes.cells().add(bytes.in(), in.readableBytes());
    received += in.readableBytes();
    try {
      if (!isClosing() && readPreface(in)) {
        reader.read(in);
      }
    } finally {
      readSize.done(in);
    }
    readSize.expectBody(0);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    completeReads();
  }

  private void completeReads() {
    for (int i = 0; i < touched.size(); i++) {
      touched.get(i).readComplete();
    }
    touched.clear();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    // May come out of the middle of a frame that is being written: nothing may be written now.
    schedule();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslCloseCompletionEvent) {
      // What encrypts sends nothing any more either.
      ctx.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    UnexpectedErrors.log("HTTP/2", cause);
    // channelInactive follows and tells the streams.
    ctx.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    worker.clock().nanos();
    closed(lostBy());
  }

  /** Why streams end with a channel that was closed at the other end. */
  abstract ProxyError lostBy();

  /** Ends every stream by {@code error}; the channel closes. Idempotent. */
  final void closed(ProxyError error) {
    if (closed) {
      return;
    }
    closed = true;
    reader.stop();
    worker.timer().cancel(closeLater);
    loseStreams(error);
    writer.discard();
    onClosed();
  }

  /** Ends every stream by {@code error} without a word to the peer. */
  final void loseStreams(ProxyError error) {
    for (Http2Stream stream : open()) {
      if (!stream.isClosed()) {
        lose(stream, error);
      }
    }
  }

  /** Ends a stream by {@code error} without a word to the peer. */
  final void lose(Http2Stream stream, ProxyError error) {
    if (stream.outlives()) {
      forget(stream, false);
      return;
    }
    leave(stream, false);
    stream.onLost(error);
    stream.dispose();
    onStreamClosed(stream);
  }

  /** The streams that are open now; what is done with one may end others. */
  private List<Http2Stream> open() {
    return new ArrayList<>(streams.values());
  }

  // ---- once per turn of the loop ----

  /** Has everything that waits be sent at the end of this turn of the loop. */
  final void schedule() {
    if (!scheduled && (!closed || !resumed.isEmpty())) {
      scheduled = true;
      worker.eventLoop().execute(turn);
    }
  }

  private void turn() {
    scheduled = false;
    worker.clock().nanos();
    deliverResumed();
    if (closed) {
      return;
    }
    turns.run();
    tellWritable();
    writer.flush();
    switchReading();
    onTurnEnd();
  }

  private void deliverResumed() {
    for (int i = 0; i < resumed.size(); i++) {
      resumed.get(i).deliverWaiting();
    }
    resumed.clear();
    completeReads();
  }

  /** Tells those streams that were told to wait and need not any more. */
  private void tellWritable() {
    if (blocked.isEmpty()) {
      return;
    }
    List<Http2Stream> before = blocked;
    blocked = new ArrayList<>();
    before.forEach(Http2Stream::lookWritable);
  }

  /** A peer that does not read what we must answer is not read either. */
  private void switchReading() {
    if (isChannelWritable()) {
      writer.resetControl();
    }
    boolean pause = !closing && writer.controlBytes() > MAX_CONTROL_BYTES && !isChannelWritable();
    if (pause != readPaused) {
      readPaused = pause;
      ctx.channel().config().setAutoRead(!pause);
    }
  }

  // ---- the ends of streams ----

  /** Notes a stream that begins. */
  final void begin(Http2Stream stream) {
    streams.put(stream.id(), stream);
  }

  /** A stream has ended in both directions, or nobody wants the rest of it. */
  final void end(Http2Stream stream) {
    if (!stream.isClosed()) {
      budget.earn(AbuseBudget.MESSAGE);
      leave(stream, false);
      stream.dispose();
      onStreamClosed(stream);
    }
  }

  /** Ends a stream by RST_STREAM, for a reason of our own. */
  final void reset(Http2Stream stream, ErrorCode code) {
    if (!isClosing()) {
      writer.reset(stream.id(), code);
      schedule();
    }
    leave(stream, true);
    stream.dispose();
    onStreamClosed(stream);
  }

  /** Ends a stream on which the peer broke a rule. */
  final void violated(Http2Stream stream, ErrorCode code) {
    writer.reset(stream.id(), code);
    schedule();
    leave(stream, true);
    stream.onViolation(code);
    stream.dispose();
    onStreamClosed(stream);
    charge(AbuseBudget.Act.VIOLATION);
  }

  /** Refuses a stream that is not open. */
  final void refuse(int stream, ErrorCode code) {
    writer.reset(stream, code);
    schedule();
    closedStreams.add(stream, true);
    charge(AbuseBudget.Act.VIOLATION);
  }

  /** What still comes on {@code stream}, which does not begin, is dropped. */
  final void forgo(int stream) {
    closedStreams.add(stream, true);
  }

  private void leave(Http2Stream stream, boolean resetByUs) {
    forget(stream, resetByUs);
    stream.detach();
  }

  private void forget(Http2Stream stream, boolean resetByUs) {
    streams.remove(stream.id());
    closedStreams.add(stream.id(), resetByUs);
  }

  final ClosedStreams.End endOf(int stream) {
    return closedStreams.of(stream);
  }

  // ---- the end of the connection ----

  @Override
  public final void onBadFrame(ErrorCode code, String reason) {
    LOG.debug("{}: {} ({})", ctx.channel().remoteAddress(), code, reason);
    fail(code, reason);
  }

  /** Ends the connection by GOAWAY because of what the peer did, and every stream with it. */
  final void fail(ErrorCode code) {
    fail(code, "");
  }

  private void fail(ErrorCode code, String reason) {
    if (!isClosing()) {
      onFailure(code, reason);
      goAwayAndClose(code);
      loseStreams(violation());
    }
  }

  /** The connection is about to end by {@link #fail}. */
  void onFailure(ErrorCode code, String reason) {}

  /** What streams end by when the peer breaks a rule of the connection. */
  abstract ProxyError violation();

  /** Says goodbye and closes; what streams still have to say is lost. */
  final void goAwayAndClose(ErrorCode code) {
    if (!isClosing()) {
      writer.goAway(lastStream(), code);
      closeGracefully();
    }
  }

  /** Says goodbye and closes, without a look at what the peer still sends: nothing is awaited. */
  final void goAwayAndLeave() {
    if (!isClosing()) {
      closing = true;
      reader.stop();
      writer.goAway(lastStream(), ErrorCode.NO_ERROR);
      writer.closeAfterWrites();
    }
  }

  /**
   * Closes our half at once, and all of the connection once the peer has closed its own, or after a
   * moment: a reset would destroy what is on its way. No stream may be open.
   */
  final void closeGracefully() {
    closing = true;
    reader.stop();
    writer.shutdownAfterWrites();
    worker.timer().set(closeLater, worker.clock().recent() + CLOSE_NANOS);
    switchReading();
  }

  private final class CloseLater extends LoopTimer.Node {
    @Override
    protected void onDeadline() {
      ctx.close();
    }
  }

  /** Takes {@code act} from what the peer may cost us; the connection ends if it is too much. */
  final void charge(AbuseBudget.Act act) {
    if (!isClosing() && !isFree(act) && !budget.spend(act, worker.clock().recent())) {
      onAbuse();
      fail(ErrorCode.ENHANCE_YOUR_CALM);
    }
  }

  /** Whether the peer may do {@code act} as often as it likes. */
  boolean isFree(AbuseBudget.Act act) {
    return false;
  }

  /** A frame of a body was sent, for which windows will have to be opened. */
  final void sentFrame() {
    sentSincePing = true;
    budget.earn(AbuseBudget.FRAME);
  }

  // ---- frames ----

  @Override
  public final void onData(int stream, int length, int content, boolean end) {
    dataStream = null;
    dataEnds = end;
    receiveWindow -= length;
    if (receiveWindow < 0) {
      fail(ErrorCode.FLOW_CONTROL_ERROR);
      return;
    }
    returnCredit(length);
    Http2Stream found = streams.get(stream);
    if (found == null) {
      onLateData(stream);
      return;
    }
    ErrorCode error = found.onData(length, content, end);
    if (error != null) {
      violated(found, error);
      return;
    }
    dataStream = found;
    if (content > 0 || end) {
      budget.earn(AbuseBudget.FRAME);
    } else {
      charge(AbuseBudget.Act.EMPTY_DATA);
    }
  }

  /** The connection's window is for what is under way: streams do not block each other by it. */
  private void returnCredit(int length) {
    credit += length;
    if (credit >= settings.connectionWindow() / 2) {
      writer.windowUpdate(0, credit);
      receiveWindow += credit;
      credit = 0;
      schedule();
    }
  }

  private void onLateData(int stream) {
    if (!isUsed(stream)) {
      fail(ErrorCode.PROTOCOL_ERROR);
    } else if (closedStreams.of(stream) != ClosedStreams.End.RESET_BY_US) {
      refuse(stream, ErrorCode.STREAM_CLOSED);
    } else {
      charge(AbuseBudget.Act.LATE);
    }
  }

  @Override
  public final void onDataPart(ByteBuf part, boolean last) {
    Http2Stream found = dataStream;
    if (found == null || found.isClosed()) {
      part.release();
    } else {
      found.receive(part, last && dataEnds);
    }
  }

  @Override
  public void onHeaders(int stream) {
    // What it is about is in the block.
  }

  @Override
  public final void onContinuation(int length) {
    charge(AbuseBudget.Act.CONTINUATION);
  }

  /**
   * Decodes a block for {@code head}, as {@link #heads} was told; false if there is no going on.
   */
  final boolean decode(byte[] block, int length) {
    if (decoder.decode(block, 0, length, heads)) {
      return true;
    }
    fail(ErrorCode.COMPRESSION_ERROR);
    return false;
  }

  /** Decodes a block that nobody wants. */
  final void decodeForNobody(byte[] block, int length) {
    if (!decoder.decode(block, 0, length, NOBODY)) {
      fail(ErrorCode.COMPRESSION_ERROR);
    }
    charge(AbuseBudget.Act.LATE);
  }

  /** What reads heads, one at a time. */
  final Http2HeadReader heads() {
    return heads;
  }

  /** A header block on an open stream that ends it. */
  final void onTrailers(Http2Stream stream, byte[] block, int length, boolean end) {
    HttpHead head = worker.heads().acquire();
    heads.beginTrailers(head);
    boolean decoded = decode(block, length);
    ProxyError error = heads.finish();
    if (!decoded || stream.isRemoteEnded() || error != null || !end) {
      worker.heads().release(head);
      if (decoded) {
        violated(
            stream, stream.isRemoteEnded() ? ErrorCode.STREAM_CLOSED : ErrorCode.PROTOCOL_ERROR);
      }
      return;
    }
    ErrorCode wrong = stream.receiveTrailers(head);
    if (wrong != null) {
      violated(stream, wrong);
    }
  }

  @Override
  public final void onPriority(int stream) {
    charge(AbuseBudget.Act.PRIORITY);
  }

  @Override
  public final void onReset(int stream, ErrorCode code) {
    Http2Stream found = streams.get(stream);
    if (found != null && found.outlives()) {
      forget(found, false);
      onStreamClosed(found);
    } else if (found != null) {
      leave(found, false);
      found.onReset(code);
      found.dispose();
      onStreamClosed(found);
    } else if (!isUsed(stream)) {
      fail(ErrorCode.PROTOCOL_ERROR);
    }
    charge(AbuseBudget.Act.RESET);
  }

  @Override
  public final void onSettings(byte[] payload, int length) {
    int before = peer.initialWindow();
    ErrorCode error = peer.apply(payload, length);
    if (error != null) {
      fail(error);
      return;
    }
    int delta = peer.initialWindow() - before;
    for (Http2Stream stream : streams.values()) {
      if (!stream.openSendWindow(delta)) {
        fail(ErrorCode.FLOW_CONTROL_ERROR);
        return;
      }
    }
    encoder.maxTableBytes(peer.headerTableSize());
    writer.maxPayload(peer.maxFrameSize());
    writer.settingsAck();
    schedule();
    peerKnown = true;
    onPeerSettings();
    charge(AbuseBudget.Act.SETTINGS);
  }

  @Override
  public final void onSettingsAck() {
    if (acknowledged) {
      charge(AbuseBudget.Act.UNKNOWN);
      return;
    }
    acknowledged = true;
    int delta = settings.firstWindow() - Http2Settings.DEFAULT_WINDOW;
    for (Http2Stream stream : streams.values()) {
      stream.shiftReceiveWindow(delta);
    }
  }

  @Override
  public final void onPing(long data, boolean ack) {
    if (ack) {
      onPong(data);
    } else {
      writer.ping(data, true);
      schedule();
    }
    if (ack || !sentSincePing) {
      charge(AbuseBudget.Act.PING);
    } else {
      // Who receives much measures the path so, to know what window it needs: gRPC always does.
      sentSincePing = false;
    }
  }

  @Override
  public final void onWindowUpdate(int stream, int increment) {
    if (stream == 0) {
      if (increment == 0) {
        fail(ErrorCode.PROTOCOL_ERROR);
      } else if (turns.open(increment)) {
        schedule();
      } else {
        fail(ErrorCode.FLOW_CONTROL_ERROR);
      }
    } else {
      onStreamWindow(stream, increment);
    }
    charge(AbuseBudget.Act.WINDOW_UPDATE);
  }

  private void onStreamWindow(int stream, int increment) {
    Http2Stream found = streams.get(stream);
    if (found == null) {
      if (!isUsed(stream)) {
        fail(ErrorCode.PROTOCOL_ERROR);
      }
    } else if (increment == 0) {
      violated(found, ErrorCode.PROTOCOL_ERROR);
    } else if (!found.openSendWindow(increment)) {
      violated(found, ErrorCode.FLOW_CONTROL_ERROR);
    }
  }

  @Override
  public final void onUnknown() {
    charge(AbuseBudget.Act.UNKNOWN);
  }
}
