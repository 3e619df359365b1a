package io.forebay.bench.failover;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Debian's HAProxy, as master and worker, on one of the configurations in bench/failover. */
final class Haproxy implements Candidate {
  private final String name;
  private final Path template;
  private final Layout layout;
  private final double recoverySeconds;
  private final HaproxySocket socket;
  private final List<Process> processes = new ArrayList<>();
  private int generation;

  Haproxy(String name, Path template, Layout layout, double recoverySeconds) {
    this.name = name;
    this.template = template;
    this.layout = layout;
    this.recoverySeconds = recoverySeconds;
    this.socket = new HaproxySocket(socketPath());
  }

  private Path socketPath() {
    return layout.directory().resolve("haproxy.sock");
  }

  private Path configure() throws IOException {
    // Every generation differs by a value that makes no difference here.
    String timeout = generation++ % 2 == 0 ? "50000" : "49000";
    Map<String, String> names = Map.of("socket", socketPath().toString(), "timeout", timeout);
    return layout.render(template, "haproxy.cfg", names);
  }

  private void launch(String... more) throws IOException {
    File log = layout.directory().resolve("haproxy.log").toFile();
    List<String> command = new ArrayList<>(List.of("haproxy", "-W", "-db", "-f"));
    command.add(configure().toString());
    command.addAll(Arrays.asList(more));
    processes.add(
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
            .start());
  }

  private Process current() {
    return processes.get(processes.size() - 1);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public double recoverySeconds() {
    return recoverySeconds;
  }

  @Override
  public void start() throws IOException {
    launch();
  }

  @Override
  public void reload() throws IOException, InterruptedException {
    configure();
    Signals.send("USR2", current().toHandle());
  }

  /** By SIGUSR1: its SIGTERM drops what is in flight. */
  @Override
  public void stop() throws IOException, InterruptedException {
    Signals.send("USR1", current().toHandle());
    awaitEnd(current());
  }

  private void awaitEnd(Process process) throws IOException, InterruptedException {
    if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
      throw new IOException(name + " does not stop");
    }
  }

  @Override
  public void upgrade() throws IOException, InterruptedException {
    Process old = current();
    launch("-x", socketPath().toString(), "-sf", Long.toString(old.pid()));
    awaitEnd(old);
  }

  @Override
  public void drain(ServerProcess server) throws IOException, InterruptedException {
    socket.ask("set server app/" + server.name() + " state drain");
    Waiting.atMost(DRAIN_SECONDS, () -> socket.statistic(server.name(), "scur").equals("0"));
  }

  @Override
  public void ready(ServerProcess server) throws IOException {
    socket.ask("set server app/" + server.name() + " state ready");
  }

  @Override
  public boolean isUp(ServerProcess server) throws IOException {
    return socket.statistic(server.name(), "status").equals("UP");
  }

  @Override
  public long attempts(ServerProcess server) throws IOException {
    long sum = 0;
    for (String column : List.of("stot", "econ", "eresp", "wretr")) {
      sum += Long.parseLong(socket.statistic(server.name(), column));
    }
    return sum;
  }

  @Override
  public void close() {
    for (Process process : processes) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().onExit().join();
    }
  }
}
