package io.forebay.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.backend.Server;
import io.forebay.backend.ServerState;
import io.forebay.util.Ticker;
import io.netty.channel.DefaultEventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ServerCheckTest {

  /** A check that is refused by the proxy's own system says nothing, except for the first one. */
  private static final class NoDescriptors implements Probe {
    private final AtomicInteger started = new AtomicInteger();

    @Override
    public Attempt start(Duration timeout, Consumer<ProbeResult> done) {
      boolean first = started.getAndIncrement() == 0;
      done.accept(first ? ProbeResult.success("good") : ProbeResult.unknown("no socket"));
      return new EndedAttempt();
    }
  }

  @Test
  void checksThatCouldNotAsk_leaveTheServerUp() {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    var server = new Server(1, "app", "s1", address);
    var backend = CheckerFixture.backend(server);
    var config = CheckerFixture.check(5, 5000, 1, 1);
    var probe = new NoDescriptors();
    var loop = new DefaultEventLoop();
    try {
      var check =
          new ServerCheck(
              loop,
              Ticker.system(),
              backend,
              server,
              config,
              address,
              probe,
              (it, to, cause) -> it.server().state(to));
      loop.execute(check::start);
      await("some checks").until(() -> probe.started.get() > 5);
      loop.submit(check::stop).awaitUninterruptibly();

      assertThat(server.state()).isEqualTo(ServerState.UP);
    } finally {
      loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
  }
}
