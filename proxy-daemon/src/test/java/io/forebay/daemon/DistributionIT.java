package io.forebay.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.ScriptedOrigin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive that a build leaves, unpacked elsewhere and started by its script. */
class DistributionIT {
  private static final String JDK = System.getProperty("java.home");

  @TempDir private static Path folder;
  private static Path script;

  @BeforeAll
  static void unpack() throws IOException, InterruptedException {
    String archive = System.getProperty("forebay.distribution");
    Process tar = new ProcessBuilder("tar", "-xzf", archive, "-C", folder.toString()).start();
    assertThat(tar.waitFor()).isZero();
    script = folder.resolve("forebay-0.1.0/bin/forebay");
  }

  private static DaemonProcess start(String javaHome, Path script, String... arguments) {
    ProcessBuilder builder = new ProcessBuilder();
    builder.command().add(script.toString());
    builder.command().addAll(List.of(arguments));
    builder.environment().put("JAVA_HOME", javaHome);
    builder.environment().put("FOREBAY_JAVA_OPTS", "-Xmx128m");
    builder.environment().put("FOREBAY_CACHE", "none");
    return DaemonProcess.start(builder);
  }

  @Test
  void archive_holdsWhatIsNeeded() {
    Path home = folder.resolve("forebay-0.1.0");
    assertThat(
            List.of(
                "LICENSE",
                "README.md",
                "conf/forebay.minimal.yaml",
                "conf/forebay.schema.json",
                "share/completions/forebay",
                "conf/observability/forebay-alerts.yml",
                "conf/observability/forebay-dashboard.json",
                "conf/systemd/forebay.service",
                "docs/operations.md",
                "lib"))
        .allMatch(name -> Files.exists(home.resolve(name)));
    assertThat(script).isExecutable();
  }

  @Test
  void version_names() {
    try (DaemonProcess version = start(JDK, script, "version")) {
      assertThat(version.awaitExit()).isZero();
      assertThat(version.lines()).hasSize(4);
      assertThat(version.lines().get(0)).isEqualTo("Forebay 0.1.0");
      assertThat(version.lines().get(1)).matches("Netty \\S+, transport .+");
      assertThat(version.lines().get(2)).startsWith("TLS ");
      assertThat(version.lines().get(3)).startsWith("JDK ");
    }
  }

  @Test
  void completion_ofTheDistribution_isThatOfItsForebay() throws Exception {
    String line =
        "source %s/share/completions/forebay; complete -p forebay"
            .formatted(folder.resolve("forebay-0.1.0"));
    ProcessBuilder builder = new ProcessBuilder("bash", "-c", line);
    builder.environment().put("PATH", script.getParent() + ":" + System.getenv("PATH"));
    builder.environment().put("JAVA_HOME", JDK);
    builder.environment().put("FOREBAY_CACHE", "none");
    try (DaemonProcess shell = DaemonProcess.start(builder)) {
      assertThat(shell.awaitExit()).isZero();
      assertThat(shell.lines()).hasSize(1).allMatch(it -> it.endsWith(" forebay"));
    }
  }

  @Test
  void run_throughLink_signalReachesDaemon() throws IOException {
    Path link =
        Files.createSymbolicLink(folder.resolve("link"), Path.of("forebay-0.1.0/bin/forebay"));
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"))) {
      Path config = ConfigFile.write(folder, origin);
      try (DaemonProcess daemon = start(JDK, link, "run", "-c", config.toString())) {
        daemon.awaitLine(" notice ready");
        try (RawClient client = daemon.client()) {
          String get = "GET / HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n";
          assertThat(client.send(get).readResponse().bodyText()).isEqualTo("one");
        }

        daemon.signal("TERM");

        assertThat(daemon.awaitExit(Duration.ofSeconds(10))).isZero();
      }
    }
  }

  /** Tests have a longer class path, whose files alone need more descriptors. */
  @Test
  void run_noRoomForEvenAFewClients_refuses() throws IOException {
    Path config =
        ConfigFile.write(
            Files.createDirectories(folder.resolve("few")),
            """
            global: { worker_threads: 1, max_connections: 1000 }
            listeners: { web: { bind: "127.0.0.1:0", redirect: { path: / } } }
            """);
    ProcessBuilder builder =
        new ProcessBuilder(
            "sh", "-c", "ulimit -n 120 && exec \"$@\"", "sh", script.toString(), "run", "-c");
    builder.command().add(config.toString());
    builder.environment().put("JAVA_HOME", JDK);
    builder.environment().put("FOREBAY_CACHE", "none");
    try (DaemonProcess daemon = DaemonProcess.start(builder)) {
      assertThat(daemon.awaitExit()).isEqualTo(1);
      assertThat(daemon.lines()).last().asString().contains("max_connections at most ");
    }
  }

  @Test
  void javaHomeTooOld_exits1() throws IOException {
    Path jdk = Files.createDirectories(folder.resolve("jdk"));
    Files.createDirectories(jdk.resolve("bin"));
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"11.0.2\"\n");
    assertThat(Files.createFile(jdk.resolve("bin/java")).toFile().setExecutable(true)).isTrue();
    try (DaemonProcess version = start(jdk.toString(), script, "version")) {
      assertThat(version.awaitExit()).isEqualTo(1);
      assertThat(version.lines())
          .containsExactly("forebay: JAVA_HOME: JDK 11 in " + jdk + " (expected: a JDK >= 17)");
    }
  }

  @Test
  void javaHomeWithoutJdk_exits1() {
    try (DaemonProcess version = start(folder.toString(), script, "version")) {
      assertThat(version.awaitExit()).isEqualTo(1);
      assertThat(version.lines()).singleElement().asString().contains("no JDK in " + folder);
    }
  }
}
