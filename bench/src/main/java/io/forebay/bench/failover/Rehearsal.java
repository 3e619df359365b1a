package io.forebay.bench.failover;

import io.forebay.bench.failover.client.LoadClient;
import io.forebay.bench.failover.client.Request;
import io.forebay.bench.failover.origin.Journal;
import io.forebay.bench.failover.result.Run;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** One scenario with one proxy: starts everything, warms it up, has it played, ends everything. */
final class Rehearsal implements AutoCloseable {
  private static final int PER_SECOND = 200;
  private static final double WARM_UP_SECONDS = 3;
  private static final double START_SECONDS = 20;

  private final Candidate proxy;
  private final Layout layout;
  private final List<ServerProcess> servers = new ArrayList<>();

  Rehearsal(Candidate proxy, Layout layout) {
    this.proxy = proxy;
    this.layout = layout;
  }

  Run play(Scenario scenario, double seconds) throws Exception {
    for (int i = 0; i < layout.servers().size(); i++) {
      servers.add(new ServerProcess("s" + (i + 1), layout.servers().get(i), layout.directory()));
    }
    for (ServerProcess server : servers) {
      server.awaitListening();
    }
    proxy.start();
    Waiting.until(proxy.name() + " to answer", START_SECONDS, this::answers);
    InetSocketAddress target = new InetSocketAddress("127.0.0.1", layout.web());
    LoadClient load = new LoadClient(target, PER_SECOND, LoadClient.PATIENCE_NANOS);
    load.start();
    Thread.sleep((long) (WARM_UP_SECONDS * 1000));
    Stage stage = new Stage(proxy, servers, seconds);
    try {
      scenario.script().play(stage);
    } catch (Exception e) {
      load.stop();
      throw e;
    }
    return run(stage, System.nanoTime(), load.stop());
  }

  private Run run(Stage stage, long end, List<Request> requests) throws InterruptedException {
    List<Request> measured =
        requests.stream()
            .filter(request -> request.scheduledNanos() - stage.startNanos() >= 0)
            .toList();
    List<List<Journal.Entry>> journals =
        servers.stream().map(server -> server.journal().entries()).toList();
    return new Run(
        proxy.name(),
        proxy.recoverySeconds(),
        stage.startNanos(),
        end,
        stage.stoppedNanos(),
        measured,
        List.copyOf(stage.marks()),
        List.copyOf(stage.outages().close()),
        journals);
  }

  private boolean answers() throws IOException {
    URI uri = URI.create("http://127.0.0.1:" + layout.web() + "/items/1000000");
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    connection.setConnectTimeout(1000);
    connection.setReadTimeout(1000);
    return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
  }

  /** Ends all processes of it. */
  @Override
  public void close() {
    proxy.close();
    for (ServerProcess server : servers) {
      server.close();
    }
  }
}
