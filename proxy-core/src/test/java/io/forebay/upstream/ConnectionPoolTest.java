package io.forebay.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.backend.Server;
import io.forebay.backend.UpstreamSettings;
import io.forebay.http.HttpHead;
import io.forebay.http.ProxyError;
import io.forebay.http.ResponseListener;
import io.forebay.http.Worker;
import io.forebay.http1.Http1ClientConnection;
import io.forebay.net.Transport;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.util.Ascii;
import io.forebay.util.Ticker;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which connections are kept, and which of them are given out again. */
@ExtendWith(LeakExtension.class)
class ConnectionPoolTest {

  private static final String EMPTY_ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

  @ParameterizedTest
  @EnumSource(Transport.class)
  void keptConnection_givenOutAgain(Transport transport) throws Exception {
    use(
        transport,
        1,
        (pool, connection) -> {
          assertThat(pool.poll()).isSameAs(connection);
          assertThat(pool.poll()).isNull();
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
          assertThat(pool.poll()).isNull();
        });
  }

  @Test
  void idleConnectionsZero_notKept() throws Exception {
    use(Transport.NIO, 0, (pool, connection) -> assertThat(pool.poll()).isNull());
  }

  @Test
  void closedPool_keepsNothing() throws Exception {
    use(
        Transport.NIO,
        1,
        (pool, connection) -> {
          pool.close();
          assertThat(pool.poll()).isNull();
          assertThat(connection.isIdle()).isFalse();
        });
  }

  @FunctionalInterface
  private interface Check {
    void run(ConnectionPool pool, Http1ClientConnection connection);
  }

  /** Makes one exchange, gives the connection back and runs {@code check}, all on one loop. */
  private static void use(Transport transport, int idle, Check check) throws Exception {
    EventLoopGroup loops = transport.newEventLoops(1, "pool-test");
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.respond(EMPTY_ANSWER))) {
      EventLoop loop = loops.next();
      Worker worker = Worker.of(0, loop, Ticker.system());
      Server server = new Server(1, "app", "s1", origin.address());
      CompletableFuture<Void> done = new CompletableFuture<>();
      loop.execute(
          () -> {
            ConnectionPool pool = new UpstreamPools(worker, transport).of(server);
            UpstreamSettings settings = new UpstreamSettings(true, idle);
            pool.connect(settings, 1000, new OneExchange(pool, settings, check, done));
          });
      done.get(10, TimeUnit.SECONDS);
      loop.submit(worker.buffers()::close).sync();
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
    public void onConnected(Http1ClientConnection connection) {
      this.connection = connection;
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
        pool.release(connection, settings);
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
  }
}
