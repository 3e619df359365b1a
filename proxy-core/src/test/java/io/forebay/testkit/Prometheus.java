package io.forebay.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A real Prometheus that scrapes something each second. */
public final class Prometheus implements AutoCloseable {

  private static final Path PROGRAM = Path.of("/usr/bin/prometheus");

  private final ForeignServer server;
  private final HttpClient client = HttpClient.newHttpClient();

  private Prometheus(ForeignServer server) {
    this.server = server;
  }

  /**
   * Starts it, and waits until it listens. Skips the test where Prometheus is not installed.
   *
   * @param dir for its files
   * @param job what the scraped are called
   * @param target a port of 127.0.0.1 with {@code /metrics}
   * @param rules a file of rules, which are looked at each second, too
   */
  public static Prometheus start(Path dir, String job, int target, Path rules) throws IOException {
    ForeignServer.assumeInstalled(PROGRAM);
    int port = ForeignServer.freePort();
    Path config = dir.resolve("prometheus.yml");
    Files.writeString(
        config,
        """
        global: { scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s }
        rule_files: ["%s"]
        scrape_configs:
          - job_name: %s
            static_configs: [{ targets: ["127.0.0.1:%d"] }]
        """
            .formatted(rules.toAbsolutePath(), job, target));
    return new Prometheus(
        ForeignServer.start(
            dir.resolve("prometheus.log"),
            port,
            List.of(
                PROGRAM.toString(),
                "--config.file=" + config,
                "--storage.tsdb.path=" + dir.resolve("tsdb"),
                "--web.listen-address=127.0.0.1:" + port,
                "--log.level=warn")));
  }

  /** What it answers at {@code path}, as JSON. */
  public String get(String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path)).build();
    HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as("%s: %s", path, response.body()).isEqualTo(200);
    return response.body();
  }

  /** What it answers to a query of its language, as JSON. */
  public String query(String promql) throws IOException, InterruptedException {
    return get("/api/v1/query?query=" + URLEncoder.encode(promql, StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    server.close();
  }
}
