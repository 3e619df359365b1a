package io.forebay.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.forebay.config.yaml.ParsedConfig;
import io.forebay.config.yaml.SourceFiles;
import io.forebay.config.yaml.YamlConfigParser;
import io.forebay.net.Transport;
import io.forebay.observe.Event;
import io.forebay.observe.ReloadResult;
import io.forebay.observe.Reloads;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawResponse;
import io.forebay.testkit.RefusingPort;
import io.forebay.testkit.ScriptedOrigin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a reload tells, and that one that fails has changed nothing. */
@ExtendWith(LeakExtension.class)
class ReloaderTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: app.example.com\r\n\r\n";
  private static final String READY = "GET /ready HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";

  @TempDir private Path folder;
  private final ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
  private final RefusingPort taken = RefusingPort.open();
  private Path file;
  private String yaml;
  private ProxyAssembly assembly;
  private Reloader reloader;
  private String firstHash;

  @BeforeEach
  void start() throws Exception {
    yaml =
        """
        global: { worker_threads: 1 }
        listeners:
          web: { bind: "127.0.0.1:0", backend: app }
        backends:
          app: { servers: ["127.0.0.1:%d"] }
        admin: { bind: "127.0.0.1:%d" }
        """
            .formatted(origin.port(), freePort());
    file = ConfigFile.write(folder, yaml);
    SourceFiles sources = new SourceFiles();
    ParsedConfig parsed = YamlConfigParser.parse(file, sources);
    assembly = new ProxyAssembly(parsed.config(), Transport.best());
    assembly.start();
    reloader = new Reloader(assembly, file, sources);
    firstHash = sources.digest();
  }

  @AfterEach
  void stop() {
    assembly.close();
    taken.close();
    origin.close();
  }

  private static int freePort() {
    try (RefusingPort port = RefusingPort.open()) {
      return port.port();
    }
  }

  private ReloadResult reload(String to) {
    ConfigFile.write(folder, to);
    return reloader.reload("test");
  }

  private Reloads.State state() {
    return assembly.proxy().reloads().state();
  }

  /** Old listener, old admin address and old configuration, all at work. */
  private void assertNothingChanged(ReloadResult failed) {
    assertThat(failed.successful()).isFalse();
    assertThat(failed.changes()).isEmpty();
    assertThat(failed.generation()).isEqualTo(1);
    assertThat(failed.configHash()).isEqualTo(firstHash);
    assertThat(state().isLastSuccessful()).isFalse();
    assertThat(state().last()).isEqualTo(failed);
    assertThat(state().failed()).isEqualTo(1);
    try (RawClient client = RawClient.connect(assembly.listenerAddresses("web").get(0));
        RawClient admin = RawClient.connect(assembly.adminAddresses().get(0))) {
      assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("one");
      assertThat(admin.send(READY).readResponse().status()).isEqualTo(200);
    }
    // What is in force can be put in force again: nothing of the failed one is left behind.
    assertThat(reload(yaml).problems()).isEmpty();
  }

  private static void assertRefused(int port) {
    await("port " + port + " to be closed")
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> RawClient.connect(port).close())
                    .hasMessageContaining("refused"));
  }

  @Test
  void changedFile_tellsWhatChanged() {
    ReloadResult result = reload(yaml.replace("backend: app", "backend: app, max_connections: 9"));

    assertThat(result.problems()).isEmpty();
    assertThat(result.changes()).containsExactly("listener web: max_connections");
    assertThat(result.trigger()).isEqualTo("test");
    assertThat(result.generation()).isEqualTo(2);
    assertThat(result.configHash()).isNotEqualTo(firstHash);
    assertThat(state().last()).isEqualTo(result);
    assertThat(state().succeeded()).isEqualTo(1);
    assertThat(state().generation()).isEqualTo(2);
    assertThat(assembly.proxy().events().since(0))
        .filteredOn(it -> it.kind() == Event.Kind.RELOAD)
        .extracting(Event::text)
        .containsExactly("reloaded by test, generation 2: listener web: max_connections");
  }

  @Test
  void sameFile_nothingChanged() {
    ReloadResult result = reload(yaml);

    assertThat(result.successful()).isTrue();
    assertThat(result.changes()).isEmpty();
    assertThat(result.configHash()).isEqualTo(firstHash);
    assertThat(result.summary()).isEqualTo("reloaded by test, generation 2: nothing changed");
  }

  @Test
  void includedFile_changes_isToldByName() throws IOException {
    Path page = Files.writeString(folder.resolve("404.txt"), "nothing here");
    String included =
        yaml.replace(
            "backend: app",
            "error_pages: {404: 404.txt}, routes: [{match: {path: /x}, backend: app}]");
    assertThat(reload(included).problems()).isEmpty();
    Files.writeString(page, "still nothing");

    assertThat(reload(included).changes()).containsExactly("file " + page);

    try (RawClient client = RawClient.connect(assembly.listenerAddresses("web").get(0))) {
      RawResponse response = client.send(GET).readResponse();
      assertThat(response.bodyText()).isEqualTo("still nothing");
    }
  }

  @Test
  void invalidFile_everyProblemWithItsPlace() {
    ReloadResult result = reload(yaml.replace("backend: app", "backend: gone, banana: 1"));

    assertThat(result.problems()).hasSize(2).allMatch(it -> it.startsWith(file + ":3:"));
    assertThat(result.summary())
        .startsWith("reload by test failed, nothing has changed: " + file + ":3:")
        .endsWith(" (and 1 more)");
    assertNothingChanged(result);
  }

  @Test
  void missingInclude_changesNothing() {
    ReloadResult result =
        reload(yaml.replace("backend: app", "backend: app, error_pages: {404: 404.txt}"));

    assertThat(result.problems()).singleElement().asString().contains("there is nothing");
    assertNothingChanged(result);
  }

  @Test
  void secondListenerThatCannotBind_closesTheFirstOneAgain() {
    int opened = freePort();
    ReloadResult result =
        reload(
            yaml.replace(
                "backends:",
                """
                  first: { bind: "127.0.0.1:%d", backend: app }
                  second: { bind: "127.0.0.1:%d", backend: app }
                backends:"""
                    .formatted(opened, taken.port())));

    assertThat(result.problems())
        .singleElement()
        .asString()
        .contains("listener second: cannot bind 127.0.0.1:" + taken.port());
    assertRefused(opened);
    assertNothingChanged(result);
  }

  @Test
  void listenerThatCannotBind_givesTheNewAdminAddressBack() {
    int admin = freePort();
    String old = "127.0.0.1:" + assembly.adminAddresses().get(0).getPort();
    ReloadResult result =
        reload(
            yaml.replace("127.0.0.1:0", "127.0.0.1:" + taken.port())
                .replace(old, "127.0.0.1:" + admin));

    assertThat(result.problems()).singleElement().asString().contains("listener web: cannot bind");
    assertRefused(admin);
    assertNothingChanged(result);
  }

  @Test
  void adminAddressThatCannotBind_opensTheOneInItsWayAgain() {
    int port = assembly.adminAddresses().get(0).getPort();
    ReloadResult result =
        reload(
            yaml.replace(
                "bind: \"127.0.0.1:" + port + "\"",
                "bind: [\"0.0.0.0:%d\", \"127.0.0.1:%d\"]".formatted(port, taken.port())));

    assertThat(result.problems()).singleElement().asString().contains("" + taken.port());
    assertNothingChanged(result);
  }

  @Test
  void accessLogThatCannotBeOpened_changesNothing() {
    String log = "access_log: {path: %s/missing/access.log}".formatted(folder);
    ReloadResult result = reload(yaml.replace("backend: app", "backend: app, " + log));

    assertThat(result.problems()).singleElement().asString().contains("access.log: no such folder");
    assertNothingChanged(result);
  }

  @Test
  void logThatCannotBeOpened_changesNothing() {
    String log = "global: { log: {target: %s/missing/forebay.log}, ".formatted(folder);
    ReloadResult result = reload(yaml.replace("global: {", log));

    assertThat(result.problems()).singleElement().asString().contains("no such folder");
    assertNothingChanged(result);
  }
}
