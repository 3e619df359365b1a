package io.forebay.health;

import io.forebay.net.Transport;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.function.Consumer;

/** A connection that is closed again, good if the server accepts it. */
final class TcpProbe implements Probe {

  private final EventLoop control;
  private final Transport transport;
  private final SocketAddress address;

  TcpProbe(EventLoop control, Transport transport, SocketAddress address) {
    this.control = control;
    this.transport = transport;
    this.address = address;
  }

  @Override
  public Attempt start(Duration timeout, Consumer<ProbeResult> done) {
    CheckAttempt attempt = new CheckAttempt(control, timeout, done);
    attempt.start(transport, address, null, new Connected(attempt));
    return attempt;
  }

  private static final class Connected extends ChannelInboundHandlerAdapter {
    private final CheckAttempt attempt;

    Connected(CheckAttempt attempt) {
      this.attempt = attempt;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      attempt.end(ProbeResult.success("check connected"));
    }
  }
}
