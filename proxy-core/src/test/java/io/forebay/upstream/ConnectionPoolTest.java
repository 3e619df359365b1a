package io.forebay.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.forebay.backend.AdminState;
import io.forebay.backend.Server;
import io.forebay.backend.UpstreamSettings;
import io.forebay.http.HttpHead;
import io.forebay.http.ProxyError;
import io.forebay.http.ResponseListener;
import io.forebay.http.UpstreamStream;
import io.forebay.http.Worker;
import io.forebay.http1.Http1ClientConnection;
import io.forebay.net.Transport;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.ManualTicker;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.util.Ascii;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Which connections are kept, and which of them are given out again. */
@ExtendWith(LeakExtension.class)
class ConnectionPoolTest {

  private static final String EMPTY_ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

  private final ManualTicker ticker = new ManualTicker();
  private Worker worker;
  private int maxIdle = 10;
  private Consumer<Server> change = server -> {};

  @ParameterizedTest
  @EnumSource(Transport.class)
  void keptConnection_givenOutAgain(Transport transport) throws Exception {
    use(
        transport,
        1,
        (pool, connection) -> {
          assertThat(pool.poll(false)).isSameAs(connection);
          assertThat(pool.poll(false)).isNull();
        });
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void keptConnectionClosedInSameTurn_notGivenOut(Transport transport) throws Exception {
    use(
        transport,
        1,
        (pool, connection) -> {
          connection.close();
          assertThat(pool.poll(false)).isNull();
        });
  }

  @Test
  void idleConnectionsZero_notKept() throws Exception {
    use(Transport.NIO, 0, (pool, connection) -> assertThat(pool.poll(false)).isNull());
  }

  @Test
  void drainedServer_connectionNotKept() throws Exception {
    change = server -> server.adminState(AdminState.DRAIN);
    use(Transport.NIO, 1, (pool, connection) -> assertThat(pool.poll(false)).isNull());
  }

  @Test
  void serverOfWeightZeroAtRunTime_connectionNotKept() throws Exception {
    change = server -> server.runtimeWeight(0);
    use(Transport.NIO, 1, (pool, connection) -> assertThat(pool.poll(false)).isNull());
  }

  @Test
  void closedPool_keepsNothing() throws Exception {
    use(
        Transport.NIO,
        1,
        (pool, connection) -> {
          pool.close();
          assertThat(pool.poll(false)).isNull();
          assertThat(connection.isIdle()).isFalse();
        });
  }

  @Test
  void idleTooLong_notGivenOutThoughItsTimerIsLate() throws Exception {
    use(
        Transport.NIO,
        1,
        (pool, connection) -> {
          pass(Duration.ofSeconds(60));
          assertThat(pool.poll(false)).isNull();
          assertThat(connection.isIdle()).isFalse();
        });
  }

  @ParameterizedTest
  @CsvSource({"timeout=5, 3999, true", "'max=9, Timeout=5', 4000, false", "timeout=1, 500, false"})
  void serverSaysWhenItCloses_notGivenOutFromASecondBefore(
      String value, int idleMillis, boolean fit) throws Exception {
    String answer = EMPTY_ANSWER.replace("\r\n\r\n", "\r\nKeep-Alive: " + value + "\r\n\r\n");
    use(
        Transport.NIO,
        new UpstreamSettings(true, 1),
        OriginScript.respond(answer),
        (pool, connection) -> {
          pass(Duration.ofMillis(idleMillis));
          assertThat(pool.poll(false) == connection).isEqualTo(fit);
        });
  }

  @Test
  void serverSaysTimeoutZero_notKept() throws Exception {
    String answer = EMPTY_ANSWER.replace("\r\n\r\n", "\r\nKeep-Alive: timeout=0\r\n\r\n");
    use(
        Transport.NIO,
        new UpstreamSettings(true, 1),
        OriginScript.respond(answer),
        (pool, connection) -> assertThat(pool.poll(false)).isNull());
  }

  /** The loop is busy with the check, so it cannot have been told of what the server does. */
  @ParameterizedTest
  @CsvSource({"'', true, 0", "'', false, 100", "stray, true, 0", "stray, false, 100"})
  void serverClosedOrSentInSameTurn_noticedBeforeReuse(String stray, boolean once, int idleMillis)
      throws Exception {
    assumeTrue(Transport.best() == Transport.EPOLL);
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch gone = new CountDownLatch(1);
    OriginScript script =
        c -> {
          c.readRequest();
          c.send(EMPTY_ANSWER);
          go.await();
          if (stray.isEmpty()) {
            c.close();
          } else {
            c.send(stray);
          }
          gone.countDown();
        };
    use(
        Transport.EPOLL,
        new UpstreamSettings(true, 1),
        script,
        (pool, connection) -> {
          go.countDown();
          await(gone);
          pass(Duration.ofMillis(idleMillis));
          assertThat(pool.poll(once)).isNull();
          assertThat(connection.isIdle()).isFalse();
        });
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void quietConnection_givenOutForARequestThatCannotBeRepeated(Transport transport)
      throws Exception {
    use(
        transport,
        1,
        (pool, connection) -> {
          pass(Duration.ofSeconds(59));
          assertThat(pool.poll(true)).isSameAs(connection);
        });
  }

  @Test
  void loopKeepsAsManyAsItMay_oldestIsClosed() throws Exception {
    maxIdle = 0;
    use(
        Transport.NIO,
        1,
        (pool, connection) -> {
          assertThat(pool.poll(false)).isNull();
          assertThat(connection.isIdle()).isFalse();
        });
  }

  private void pass(Duration duration) {
    ticker.advance(duration);
    worker.clock().nanos();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @FunctionalInterface
  private interface Check {
    void run(ConnectionPool pool, Http1ClientConnection connection);
  }

  private void use(Transport transport, int idle, Check check) throws Exception {
    use(transport, new UpstreamSettings(true, idle), OriginScript.respond(EMPTY_ANSWER), check);
  }

  /** Makes one exchange, gives the connection back and runs {@code check}, all on one loop. */
  private void use(Transport transport, UpstreamSettings settings, OriginScript script, Check check)
      throws Exception {
    assumeThat(transport.problem()).isNull();
    EventLoopGroup loops = transport.newEventLoops(1, "pool-test");
    try (ScriptedOrigin origin = ScriptedOrigin.start(script)) {
      EventLoop loop = loops.next();
      worker = Worker.of(0, loop, ticker);
      Server server = new Server(1, "app", "s1", origin.address());
      change.accept(server);
      CompletableFuture<Void> done = new CompletableFuture<>();
      loop.execute(
          () -> {
            ConnectionPool pool = new UpstreamPools(worker, transport, maxIdle).of(server);
            pool.connect(settings, 1000, new OneExchange(pool, settings, check, done));
          });
      done.get(10, TimeUnit.SECONDS);
      loop.submit(worker.buffers()::close).sync();
      loop.submit(worker.largeBuffers()::close).sync();
    } finally {
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }
  }

  private static HttpHead get() {
    HttpHead head = new HttpHead();
    head.reset();
    head.appendBytes(Ascii.bytes("GET / HTTP/1.1\r\n"));
    head.requestLine(0, 3, 4, 5, 1);
    head.fieldsStart(head.end());
    head.appendBytes(Ascii.bytes("Host: a\r\n"));
    return head;
  }

  private static final class OneExchange implements ConnectListener, ResponseListener {
    private final ConnectionPool pool;
    private final UpstreamSettings settings;
    private final Check check;
    private final CompletableFuture<Void> done;
    private Http1ClientConnection connection;

    OneExchange(
        ConnectionPool pool, UpstreamSettings settings, Check check, CompletableFuture<Void> done) {
      this.pool = pool;
      this.settings = settings;
      this.check = check;
      this.done = done;
    }

    @Override
    public void onConnected(UpstreamStream stream) {
      connection = (Http1ClientConnection) stream;
      connection.begin(this, 10_000_000_000L);
      connection.writeHead(get(), true);
      connection.flush();
    }

    @Override
    public void onConnectFailed(ProxyError error) {
      done.completeExceptionally(new AssertionError(error));
    }

    @Override
    public void onInterimHead(HttpHead head) {}

    @Override
    public void onResponseHead(HttpHead head, boolean end) {
      try {
        connection.release(settings.idleNanos(), settings.idleConnections());
        check.run(pool, connection);
        pool.close();
        connection.close();
        done.complete(null);
      } catch (Throwable e) {
        done.completeExceptionally(e);
      }
    }

    @Override
    public void onResponseData(ByteBuf data, boolean end) {
      data.release();
    }

    @Override
    public void onResponseTrailers(HttpHead trailers) {}

    @Override
    public void onResponseReadComplete() {}

    @Override
    public void onUpstreamWritable() {}

    @Override
    public void onUpstreamError(ProxyError error) {
      done.completeExceptionally(new AssertionError(error));
    }

    @Override
    public void onUpstreamShutdown() {}

    @Override
    public void onServerDown() {}
  }
}
