package io.forebay.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.config.NetworkSet;
import io.forebay.http.ClientConnection;
import io.forebay.http.ConnectionView;
import io.forebay.http.DownstreamConnection;
import io.forebay.http.ProxyError;
import io.forebay.http.Worker;
import io.forebay.inspect.Session;
import io.forebay.inspect.SessionQuery;
import io.forebay.inspect.Sessions;
import io.forebay.testkit.FakeLoop;
import io.forebay.testkit.ManualTicker;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SessionSearchTest {

  private static final long PAUSE_NANOS = 1_000_000;
  private static final int MANY = 10_000;
  private static final SessionQuery ALL = new SessionQuery(null, null, null, NetworkSet.EMPTY, 100);

  private final ManualTicker ticker = new ManualTicker();
  private final FakeLoop loop = new FakeLoop(ticker);
  private final Worker worker = Worker.of(0, loop.eventLoop(), ticker);
  private final Map<DownstreamConnection, Session.Origin> connections = new LinkedHashMap<>();
  private int looked;

  private void open(int count, String listener) {
    for (int i = 0; i < count; i++) {
      String id = "0-" + connections.size();
      connections.put(new Idle(), new Session.Origin(id, listener, worker.clock().nanos()));
    }
  }

  private CompletableFuture<Sessions> search(SessionQuery query) {
    return new SessionSearch(connections, worker, query).begin();
  }

  @Test
  void manyConnections_fewInEachTurn() {
    open(MANY, "web");
    CompletableFuture<Sessions> found = search(ALL);
    int turns = 1;
    while (!found.isDone()) {
      assertThat(looked).isEqualTo(turns * SessionSearch.SLICE);
      loop.advance(PAUSE_NANOS);
      turns++;
    }
    assertThat(looked).isEqualTo(MANY);
    assertThat(found.join().total()).isEqualTo(MANY);
    assertThat(found.join().shown()).hasSize(100);
  }

  @Test
  void connectionThatClosesMeanwhile_isLeftOut() {
    open(MANY, "web");
    CompletableFuture<Sessions> found = search(ALL);
    connections.clear();
    open(1, "web");
    while (!found.isDone()) {
      loop.advance(PAUSE_NANOS);
    }
    assertThat(found.join().total()).isEqualTo(SessionSearch.SLICE);
  }

  @Test
  void otherListeners_areNotCounted() {
    open(3, "web");
    open(2, "api");
    SessionQuery query = new SessionQuery("api", null, null, NetworkSet.EMPTY, 1);
    Sessions found = search(query).join();
    assertThat(found.total()).isEqualTo(2);
    assertThat(found.shown()).hasSize(1).allMatch(it -> it.listener().equals("api"));
  }

  @Test
  void severalLoops_theLongestOpenFirst() {
    open(1, "old");
    ticker.advance(Duration.ofSeconds(5));
    open(1, "new");
    Sessions found = search(ALL).join();
    Sessions all = Sessions.of(List.of(found, found), 3);
    assertThat(all.total()).isEqualTo(4);
    assertThat(all.shown()).extracting(Session::listener).containsExactly("old", "old", "new");
    assertThat(all.shown().get(0).ageNanos()).isEqualTo(Duration.ofSeconds(5).toNanos());
  }

  private final class Idle implements DownstreamConnection {
    @Override
    public ConnectionView view() {
      looked++;
      ClientConnection client = new ClientConnection(null, null, null);
      return new ConnectionView(client, "HTTP/1.1", 0, 0, 0, 0, List.of());
    }

    @Override
    public void drain() {}

    @Override
    public void closeWhenIdle() {}

    @Override
    public boolean endTunnel(ProxyError reason) {
      return false;
    }

    @Override
    public void cut(ProxyError error) {}
  }
}
