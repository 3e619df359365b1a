package io.forebay.bench.failover;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Forebay with its defaults, from a built distribution. */
final class Forebay implements Candidate {
  private static final double RISE_TIMES_INTERVAL = 2 * 2.0;

  private final Path home;
  private final Path template;
  private final Layout layout;
  private final String backendKeys;
  private final List<Process> processes = new ArrayList<>();
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
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
  }

  private Path configure() throws IOException {
    // Every generation differs by a value that makes no difference here.
    String timeouts = generation++ % 2 == 0 ? "" : "timeouts: { server: 49s }";
    Map<String, String> names = Map.of("backend_keys", backendKeys, "timeouts", timeouts);
    return layout.render(template, "forebay.yaml", names);
  }

  private void launch(String... more) throws IOException {
    File log = layout.directory().resolve("forebay.log").toFile();
    List<String> command = new ArrayList<>();
    command.add(home.resolve("bin/forebay").toString());
    command.addAll(List.of("run", "-c", configure().toString()));
    command.addAll(List.of(more));
    ProcessBuilder builder = new ProcessBuilder(command);
    // Making an archive of classes in the background would disturb the first scenario.
    builder.environment().put("FOREBAY_CACHE", "none");
    processes.add(
        builder
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
            .start());
  }

  private Process current() {
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
    if (!current().waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
      throw new IOException("forebay does not stop");
    }
  }

  @Override
  public void upgrade() {
    throw new UnsupportedOperationException("no binary upgrade yet");
  }

  @Override
  public void drain(ServerProcess server) throws IOException, InterruptedException {
    setState(server, "drain", "?wait=drained&timeout=" + DRAIN_SECONDS + "s");
  }

  @Override
  public void ready(ServerProcess server) throws IOException, InterruptedException {
    setState(server, "ready", "");
  }

  private void setState(ServerProcess server, String state, String query)
      throws IOException, InterruptedException {
    String path = "/api/v1/backends/app/servers/" + addressOf(server) + query;
    HttpRequest.BodyPublisher body =
        HttpRequest.BodyPublishers.ofString("{\"state\":\"" + state + "\"}");
    HttpRequest.Builder request =
        request(path).header("Content-Type", "application/json").PUT(body);
    HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() == 404 || answer.statusCode() == 405) {
      throw new UnsupportedOperationException("no " + state + " by the admin API yet");
    }
    if (answer.statusCode() / 100 != 2) {
      throw new IOException(state + " answered " + answer.statusCode() + ": " + answer.body());
    }
  }

  private HttpRequest.Builder request(String path) {
    URI uri = URI.create("http://127.0.0.1:" + layout.admin() + path);
    return HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(2 * DRAIN_SECONDS));
  }

  /** A server that is configured by its address alone is called by that. */
  private static String addressOf(ServerProcess server) {
    return "127.0.0.1:" + server.port();
  }

  private double metric(String name, ServerProcess server)
      throws IOException, InterruptedException {
    String text =
        http.send(request("/metrics").build(), HttpResponse.BodyHandlers.ofString()).body();
    Pattern line =
        Pattern.compile(
            "^" + name + "\\{[^}]*server=\"" + addressOf(server) + "\"[^}]*} (\\S+)$",
            Pattern.MULTILINE);
    Matcher matcher = line.matcher(text);
    return matcher.find() ? Double.parseDouble(matcher.group(1)) : 0;
  }

  @Override
  public boolean isUp(ServerProcess server) throws IOException, InterruptedException {
    return metric("forebay_server_up", server) == 1;
  }

  @Override
  public long attempts(ServerProcess server) throws IOException, InterruptedException {
    return (long) metric("forebay_connect_errors_total", server);
  }

  @Override
  public void close() {
    for (Process process : processes) {
      process.destroyForcibly().onExit().join();
    }
  }
}
