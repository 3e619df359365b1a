package io.forebay.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawRequest;
import io.forebay.testkit.RefusingPort;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * A daemon with everything on that is measured, and with troubles: a server that is away, a backend
 * without any, one whose breaker opens, a certificate that ends tomorrow, a limit that is soon
 * reached.
 */
final class ObservedDaemon implements AutoCloseable {
  private static final TestCertificates CERTIFICATES = TestCertificates.create();
  private static final int BREAKER_OPENS_AFTER = 5;

  private final Path folder;
  private final ScriptedOrigin one = ScriptedOrigin.start(OriginScript.named("one"));
  private final ScriptedOrigin two = ScriptedOrigin.start(OriginScript.named("two"));
  private final ScriptedOrigin failing =
      ScriptedOrigin.start(OriginScript.respondWith(ObservedDaemon::fail));
  private final RefusingPort away = RefusingPort.open();
  private final DaemonProcess daemon;

  private ObservedDaemon(Path folder) throws IOException {
    this.folder = folder;
    Instant tomorrow = Instant.now().plus(Duration.ofDays(1));
    TestCertificates.write(folder, "tls", CERTIFICATES.leafUntil(tomorrow, "app.test"));
    this.daemon = DaemonProcess.run(ConfigFile.write(folder, config()));
  }

  /** Starts it; {@code folder} is for its files. */
  static ObservedDaemon start(Path folder) throws IOException {
    return new ObservedDaemon(folder);
  }

  private static String fail(RawRequest request) {
    String status = request.target().equals("/health") ? "200 OK" : "503 Service Unavailable";
    return "HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n";
  }

  private String config() {
    return """
        global:
          worker_threads: 2
          max_connections: 500
          state_file: %1$s/state.json
          reload: { watch: false }
        rate_limits:
          general: { key: client_ip, rate: 1/h }
        defaults:
          health_check: { path: /health, interval: 500ms }
        listeners:
          web:
            bind: "127.0.0.1:0"
            backend: app
            max_connections: 400
            access_log: { path: %1$s/access.log, flush: 100ms }
            routes:
              - { match: { path: /limited }, backend: app, rate_limit: { zone: general } }
              - { match: { path: /lost }, backend: lost }
              - { match: { path: /failing }, backend: failing, retry: { attempts: 0 } }
          secure:
            bind: "127.0.0.1:0"
            backend: app
            tls: { certificates: [{ cert: tls.crt, key: tls.key }] }
        backends:
          app:
            circuit_breaker: {}
            sticky: { cookie: SERVERID }
            servers:
              - { name: one, address: "127.0.0.1:%2$d" }
              - { name: two, address: "127.0.0.1:%3$d", weight: 2, max_connections: 50 }
              - { name: away, address: "127.0.0.1:%5$d" }
          failing:
            circuit_breaker: { failures: %6$d, open_for: 1h }
            passive_check: none
            servers: [{ name: three, address: "127.0.0.1:%4$d" }]
          lost:
            servers: [{ name: gone, address: "127.0.0.1:%5$d" }]
        admin: { bind: "127.0.0.1:0" }
        """
        .formatted(
            folder, one.port(), two.port(), failing.port(), away.port(), BREAKER_OPENS_AFTER);
  }

  /** One of each kind of request. */
  void traffic() {
    try (RawClient client = daemon.client()) {
      for (String path : new String[] {"/", "/", "/limited", "/limited", "/lost"}) {
        get(client, path);
      }
      for (int i = 0; i <= BREAKER_OPENS_AFTER; i++) {
        get(client, "/failing");
      }
    }
    try (RawClient client = daemon.client()) {
      client.send("nonsense\r\n\r\n").readResponse();
    }
    try (TlsPeer client = TlsPeer.connect(daemon.port("secure"), "app.test", CERTIFICATES)) {
      client.get();
    }
  }

  /** Waits until a pause of the collector is told of: until then some families have no sample. */
  void collectGarbage() throws Exception {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Process run =
        new ProcessBuilder(jcmd.toString(), Long.toString(daemon.pid()), "GC.run")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(run.waitFor()).isZero();
    await("a pause of the collector")
        .atMost(Duration.ofSeconds(30))
        .until(() -> metrics().contains("\njvm_gc_pause_seconds_count"));
  }

  /** A reload that changes nothing. */
  void reload() {
    daemon.signal("HUP");
    daemon.awaitLine(" notice reloaded ");
  }

  /** A reload that is refused. */
  void failedReload() throws IOException {
    Path file = folder.resolve("forebay.yaml");
    Files.writeString(file, Files.readString(file).replace("backend: lost", "backend: nowhere"));
    daemon.signal("HUP");
    daemon.awaitLine("reload failed, nothing has changed");
  }

  private static void get(RawClient client, String path) {
    client.send("GET " + path + " HTTP/1.1\r\nHost: app.test\r\n\r\n").readResponse();
  }

  /** What a scraper gets. */
  String metrics() {
    try (RawClient admin = daemon.admin()) {
      return admin
          .send("GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
          .readResponse()
          .bodyText();
    }
  }

  int adminPort() {
    return daemon.adminPort();
  }

  @Override
  public void close() {
    daemon.close();
    one.close();
    two.close();
    failing.close();
    away.close();
  }
}
