package io.forebay.health;

import io.forebay.backend.CheckCode;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.function.Consumer;

/** A connection that is closed again, good if the server accepts it. */
final class TcpProbe implements Probe {

  private final EventLoop control;
  private final CheckPlace place;

  TcpProbe(EventLoop control, CheckPlace place) {
    this.control = control;
    this.place = place;
  }

  @Override
  public Attempt start(Duration timeout, Consumer<ProbeResult> done) {
    CheckAttempt attempt = new CheckAttempt(control, timeout, done);
    attempt.start(place, null, new Connected(attempt));
    return attempt;
  }

  private static final class Connected extends ChannelInboundHandlerAdapter {
    private final CheckAttempt attempt;

    Connected(CheckAttempt attempt) {
      this.attempt = attempt;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      attempt.end(ProbeResult.success("check connected").as(CheckCode.L4OK));
    }
  }
}
