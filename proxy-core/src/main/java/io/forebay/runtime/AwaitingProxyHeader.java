package io.forebay.runtime;

import io.forebay.config.ProxyProtocolConfig;
import io.forebay.http.ConnectionView;
import io.forebay.http.SwitchedReads;
import io.forebay.net.ProxyHeader;
import io.forebay.net.ProxyHeaderReader;
import io.forebay.util.LoopTimer;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/**
 * A connection until the header of the PROXY protocol that it begins with is read; then what is
 * spoken behind it takes its place. Alone on its channel. A header that is malformed, late or,
 * where it is required, absent ends the connection without a word, as nobody is known to speak to.
 * Event loop only.
 */
final class AwaitingProxyHeader extends ChannelInboundHandlerAdapter implements BeforeHttp {

  private final ListenerWorker owner;
  private final ListenerSettings settings;
  private final ProxyProtocolConfig config;
  private final LoopTimer.Node deadline =
      new LoopTimer.Node() {
        @Override
        protected void onDeadline() {
          refuse("no PROXY header in " + config.timeout().toMillis() + " ms");
        }
      };
  private final SwitchedReads reads = new SwitchedReads();
  private ChannelHandlerContext ctx;

  /** What has arrived so far and may become a header: short, as reads are small. */
  private @Nullable ByteBuf held;

  private boolean over;

  @SuppressWarnings("NullAway.Init") // ctx is set by handlerAdded
  AwaitingProxyHeader(ListenerWorker owner, ListenerSettings settings, ProxyProtocolConfig config) {
    this.owner = owner;
    this.settings = settings;
    this.config = config;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    this.ctx = ctx;
    ctx.channel().config().setRecvByteBufAllocator(reads);
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    owner.worker().clock().nanos();
    owner.tracker().opened(this);
    LoopTimer timer = owner.worker().timer();
    timer.set(deadline, timer.now() + config.timeout().toNanos());
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    if (over) {
      in.release();
      return;
    }
    ByteBuf all = withHeld(in);
    ProxyHeaderReader.Result read = ProxyHeaderReader.read(all);
    switch (read.state()) {
      case INCOMPLETE -> hold(all);
      case COMPLETE -> {
        all.skipBytes(read.length());
        goOn(all, read.header());
      }
      case MALFORMED -> {
        all.release();
        refuse("malformed PROXY header");
      }
      case ABSENT -> {
        if (config.required()) {
          all.release();
          refuse("no PROXY header");
        } else {
          goOn(all, null);
        }
      }
    }
  }

  private ByteBuf withHeld(ByteBuf in) {
    ByteBuf earlier = held;
    if (earlier == null) {
      return in;
    }
    held = null;
    earlier.writeBytes(in);
    in.release();
    return earlier;
  }

  /** The buffer of a read cannot grow. */
  private void hold(ByteBuf all) {
    if (all.maxCapacity() > 2 * ProxyHeaderReader.MAX_BYTES) {
      held = all;
    } else {
      held = ctx.alloc().buffer(all.readableBytes()).writeBytes(all);
      all.release();
    }
  }

  private void goOn(ByteBuf rest, @Nullable ProxyHeader told) {
    over = true;
    owner.worker().timer().cancel(deadline);
    owner.goOn(ctx, settings, this, told);
    reads.follow(ctx.channel().config());
    if (rest.isReadable()) {
      ctx.fireChannelRead(rest);
    } else {
      rest.release();
    }
  }

  private void refuse(String reason) {
    owner.badProxyHeaders().report(ctx.channel().remoteAddress(), reason);
    end();
    ctx.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    owner.worker().clock().nanos();
    if (over) {
      return;
    }
    if (held == null) {
      owner.worker().stats().emptyConnections.add(owner.id(), 1);
      end();
    } else {
      refuse("connection ended within the PROXY header");
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    // channelInactive follows.
    ctx.close();
  }

  private void end() {
    if (!over) {
      over = true;
      if (held != null) {
        held.release();
        held = null;
      }
      owner.worker().timer().cancel(deadline);
      owner.tracker().closed(this);
    }
  }

  @Override
  public ConnectionView view() {
    return BeforeHttp.view(ctx.channel(), null, "PROXY header");
  }

  @Override
  public void closeWhenIdle() {
    end();
    ctx.close();
  }
}
