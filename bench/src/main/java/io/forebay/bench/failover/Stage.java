package io.forebay.bench.failover;

import io.forebay.bench.failover.origin.Behaviour;
import io.forebay.bench.failover.result.Mark;
import io.forebay.bench.failover.result.Outage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What a scenario can do to the servers and the proxy while the load is on. Everything is noted.
 * One thread.
 */
final class Stage {
  private final Candidate proxy;
  private final List<ServerProcess> servers;
  private final double seconds;
  private final long startNanos = System.nanoTime();
  private final List<Mark> marks = new ArrayList<>();
  private final OutageLog outages = new OutageLog();
  private long stoppedNanos;

  /** The measured time begins now and shall last {@code seconds}, if the scenario can do that. */
  Stage(Candidate proxy, List<ServerProcess> servers, double seconds) {
    this.proxy = proxy;
    this.servers = servers;
    this.seconds = seconds;
  }

  double seconds() {
    return seconds;
  }

  long startNanos() {
    return startNanos;
  }

  long stoppedNanos() {
    return stoppedNanos;
  }

  List<Mark> marks() {
    return marks;
  }

  OutageLog outages() {
    return outages;
  }

  /** Waits until that many seconds of the measured time are over. */
  void at(double seconds) throws InterruptedException {
    long nanos = startNanos + (long) (seconds * 1e9) - System.nanoTime();
    TimeUnit.NANOSECONDS.sleep(nanos);
  }

  /** Whether that many seconds of the measured time are over. */
  boolean isAfter(double seconds) {
    return System.nanoTime() - startNanos > seconds * 1e9;
  }

  /** Waits for that many seconds from now. */
  void pause(double seconds) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep((long) (seconds * 1e9));
  }

  /** Kills servers at once, by SIGKILL. */
  void kill(int... indexes) {
    mark("kill -9 " + names(indexes));
    long now = System.nanoTime();
    for (int index : indexes) {
      servers.get(index).kill();
    }
    for (int index : indexes) {
      servers.get(index).awaitEnd();
      outages.ended(index, now, new AttemptsWatch(proxy, servers.get(index)));
    }
  }

  /** Has a server end by SIGTERM and waits until it has. */
  void terminate(int index) throws IOException, InterruptedException {
    mark("SIGTERM " + names(index));
    long now = System.nanoTime();
    servers.get(index).terminate();
    outages.ended(index, now, null);
  }

  /** Starts servers again that were killed or ended, and waits until they listen. */
  void start(int... indexes) throws IOException, InterruptedException {
    for (int index : indexes) {
      servers.get(index).start();
    }
    long first = Long.MAX_VALUE;
    for (int index : indexes) {
      long listening = servers.get(index).awaitListening();
      outages.end(index, Outage.Kind.DEAD, listening);
      first = Math.min(first, listening);
    }
    marks.add(new Mark(first, names(indexes) + " back"));
  }

  /** Stops the process of a server, by SIGSTOP: connections are made, and nothing is answered. */
  void hang(int index) throws IOException, InterruptedException {
    mark("SIGSTOP " + names(index));
    outages.begin(index, Outage.Kind.HUNG, System.nanoTime());
    servers.get(index).signal("STOP");
  }

  /** Lets a stopped server go on. */
  void wake(int index) throws IOException, InterruptedException {
    mark("SIGCONT " + names(index));
    servers.get(index).signal("CONT");
    outages.end(index, Outage.Kind.HUNG, System.nanoTime());
  }

  /** Has a server behave badly. */
  void spoil(int index, Behaviour behaviour, String label) {
    mark(names(index) + ' ' + label);
    outages.begin(index, Outage.Kind.FAILING, System.nanoTime());
    servers.get(index).behave(behaviour);
  }

  /** Has a server behave well again. */
  void mend(int index) throws InterruptedException {
    mark(names(index) + " well again");
    servers.get(index).behave(Behaviour.NORMAL);
    outages.end(index, Outage.Kind.FAILING, System.nanoTime());
  }

  /** No new requests for a server; waits until none is under way there. */
  void drain(int index) throws IOException, InterruptedException {
    mark("drain " + names(index));
    proxy.drain(servers.get(index));
    outages.begin(index, Outage.Kind.DRAINED, System.nanoTime());
  }

  /** Requests for a server again. */
  void ready(int index) throws IOException, InterruptedException {
    mark("ready " + names(index));
    outages.end(index, Outage.Kind.DRAINED, System.nanoTime());
    proxy.ready(servers.get(index));
  }

  /** Waits until the proxy takes the server for healthy, or six seconds. */
  void awaitUp(int index) throws InterruptedException {
    Waiting.atMost(6, () -> proxy.isUp(servers.get(index)));
  }

  void reload() throws IOException, InterruptedException {
    mark("reload");
    proxy.reload();
  }

  /** Stops the proxy gracefully and starts another one when it has ended. */
  void stopAndStartProxy() throws IOException, InterruptedException {
    mark("stop");
    stoppedNanos = System.nanoTime();
    proxy.stop();
    mark("ended, start");
    proxy.start();
  }

  /** Replaces the proxy. */
  void upgrade() throws IOException, InterruptedException {
    mark("upgrade");
    proxy.upgrade();
    mark("old one ended");
  }

  private void mark(String label) {
    marks.add(new Mark(System.nanoTime(), label));
  }

  private String names(int... indexes) {
    StringBuilder names = new StringBuilder();
    for (int index : indexes) {
      names.append(names.isEmpty() ? "" : ", ").append(servers.get(index).name());
    }
    return names.toString();
  }
}
