package io.forebay.bench.failover;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Forebay with its defaults, from a built distribution. */
final class Forebay implements Candidate {
  private static final double RISE_TIMES_INTERVAL = 2 * 2.0;

  private static final Pattern SUCCESSOR = Pattern.compile("process (\\d+) serves");

  private final Path home;
  private final Path template;
  private final Layout layout;
  private final String backendKeys;
  private final List<ProcessHandle> processes = new ArrayList<>();
  private final ForebayAdmin admin;
  private int generation;

  /**
   * @param home the distribution
   * @param backendKeys lines that the scenario adds to the backend
   */
  Forebay(Path home, Path template, Layout layout, String backendKeys) {
    this.home = home;
    this.template = template;
    this.layout = layout;
    this.backendKeys = backendKeys;
    this.admin = new ForebayAdmin(layout.admin());
  }

  private Path configure() throws IOException {
    // Every generation differs by a value that makes no difference here.
    String timeouts = generation++ % 2 == 0 ? "" : "timeouts: { server: 49s }";
    Map<String, String> names = Map.of("backend_keys", backendKeys, "timeouts", timeouts);
    return layout.render(template, "forebay.yaml", names);
  }

  private String launcher() {
    return home.resolve("bin/forebay").toString();
  }

  private void launch() throws IOException {
    File log = layout.directory().resolve("forebay.log").toFile();
    ProcessBuilder builder = new ProcessBuilder(launcher(), "run", "-c", configure().toString());
    // Making an archive of classes in the background would disturb the first scenario.
    builder.environment().put("FOREBAY_CACHE", "none");
    processes.add(
        builder
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
            .start()
            .toHandle());
  }

  private ProcessHandle current() {
    return processes.get(processes.size() - 1);
  }

  @Override
  public String name() {
    return "forebay";
  }

  @Override
  public double recoverySeconds() {
    return RISE_TIMES_INTERVAL;
  }

  @Override
  public void start() throws IOException {
    launch();
  }

  @Override
  public void reload() throws IOException, InterruptedException {
    configure();
    Signals.send("HUP", current());
  }

  @Override
  public void stop() throws IOException, InterruptedException {
    current().destroy();
    awaitEnd(current());
  }

  private static void awaitEnd(ProcessHandle process) throws IOException {
    try {
      process.onExit().orTimeout(STOP_SECONDS, TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      throw new IOException("forebay does not stop", e);
    }
  }

  /** Asks the process of now for it, which starts the next one. */
  @Override
  public void upgrade() throws IOException {
    ProcessHandle old = current();
    Process command =
        new ProcessBuilder(launcher(), "upgrade", "-c", configure().toString())
            .redirectErrorStream(true)
            .start();
    String output =
        new String(command.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    Matcher matcher = SUCCESSOR.matcher(output);
    if (!matcher.find()) {
      throw new IOException("upgrade: " + output);
    }
    processes.add(ProcessHandle.of(Long.parseLong(matcher.group(1))).orElseThrow());
    awaitEnd(old);
  }

  @Override
  public void drain(ServerProcess server) throws IOException, InterruptedException {
    admin.setState(nameOf(server), "drain", "?wait=drained&timeout=" + DRAIN_SECONDS + "s");
  }

  @Override
  public void ready(ServerProcess server) throws IOException, InterruptedException {
    admin.setState(nameOf(server), "ready", "");
  }

  /** A server that is configured by its address alone is called by that. */
  private static String nameOf(ServerProcess server) {
    return "127.0.0.1:" + server.port();
  }

  @Override
  public boolean isUp(ServerProcess server) throws IOException, InterruptedException {
    return admin.metric("forebay_server_up", nameOf(server)) == 1;
  }

  @Override
  public long attempts(ServerProcess server) throws IOException, InterruptedException {
    return (long) admin.metric("forebay_connect_errors_total", nameOf(server));
  }

  @Override
  public void close() {
    for (ProcessHandle process : processes) {
      process.destroyForcibly();
      process.onExit().join();
    }
  }
}
