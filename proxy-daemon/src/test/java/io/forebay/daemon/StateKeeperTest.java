package io.forebay.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.backend.AdminState;
import io.forebay.backend.Backend;
import io.forebay.backend.Server;
import io.forebay.backend.ServerState;
import io.forebay.config.yaml.NewServers;
import io.forebay.net.Transport;
import io.forebay.observe.Event;
import io.forebay.runtime.Proxy;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.TestProxy;
import io.forebay.util.Ticker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What goes from one process to the next by way of the state file. */
@ExtendWith(LeakExtension.class)
class StateKeeperTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  @TempDir private Path folder;
  private Path file;
  private String yaml;

  @BeforeEach
  void configure() {
    file = folder.resolve("state.json");
    yaml =
        """
        global: { worker_threads: 1, state_file: %s }
        listeners:
          web: { bind: "127.0.0.1:0", backend: app }
        backends:
          app:
            health_check: {}
            servers:
              - { name: a, address: "127.0.0.1:1", weight: 2 }
              - { name: b, address: "127.0.0.1:2" }
          unchecked:
            servers: [{ name: c, address: "127.0.0.1:3" }]
        """
            .formatted(file);
  }

  private static StateKeeper keeper(Proxy proxy, Instant at) {
    ServerJournal journal = new ServerJournal(proxy, NewServers.NONE, proxy::apply);
    return new StateKeeper(proxy, journal, Clock.fixed(at, ZoneOffset.UTC));
  }

  /** One process: what it restores from the file, what happens then, what it writes. */
  private void process(Instant at, Consumer<Proxy> then) throws Exception {
    try (Proxy proxy = new Proxy(TestProxy.parse(yaml), Transport.best(), Ticker.system());
        StateKeeper keeper = keeper(proxy, at)) {
      keeper.restore();
      then.accept(proxy);
      keeper.save();
    }
  }

  private static Server server(Proxy proxy, String name) {
    for (Backend backend : proxy.backends()) {
      for (var it : backend.servers()) {
        if (it.server().name().equals(name)) {
          return it.server();
        }
      }
    }
    throw new AssertionError(name);
  }

  private static void onControl(Proxy proxy, Runnable change) {
    proxy.control().submit(change).syncUninterruptibly();
  }

  private static void change(Proxy proxy) {
    onControl(
        proxy,
        () -> {
          server(proxy, "a").adminState(AdminState.DRAIN);
          server(proxy, "a").runtimeWeight(7);
          server(proxy, "a").runtimeLimit(70);
          server(proxy, "b").state(ServerState.DOWN);
          server(proxy, "c").state(ServerState.DOWN);
        });
  }

  private static List<String> texts(Proxy proxy) {
    return proxy.events().since(0).stream().map(Event::text).toList();
  }

  @Test
  void secretOfCookies_goesOnAndIsForTheOwnerAlone() throws Exception {
    yaml = yaml.replace("health_check: {}", "health_check: {}\n    sticky: {cookie: a}");
    List<String> secrets = new ArrayList<>();
    process(NOW, proxy -> secrets.add(String.valueOf(proxy.ownSecret())));
    process(NOW, proxy -> secrets.add(String.valueOf(proxy.ownSecret())));
    assertThat(secrets.get(0)).hasSize(43).isEqualTo(secrets.get(1));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void secretOfTheConfiguration_orOfNothing_isNotWritten() throws Exception {
    process(NOW, proxy -> assertThat(proxy.ownSecret()).isNull());
    yaml = yaml.replace("health_check: {}", "health_check: {}\n    sticky: {cookie: a}");
    yaml = yaml.replace("worker_threads: 1", "worker_threads: 1, secret: 0123456789abcdef");
    process(NOW, proxy -> assertThat(proxy.ownSecret()).isNull());
    assertThat(Files.readString(file)).doesNotContain("secret");
  }

  @Test
  void everythingUnusual_isThereInTheNextProcess() throws Exception {
    process(NOW, StateKeeperTest::change);

    process(
        NOW.plusSeconds(60),
        proxy -> {
          assertThat(server(proxy, "a").adminState()).isEqualTo(AdminState.DRAIN);
          assertThat(server(proxy, "a").runtimeWeight()).isEqualTo(7);
          assertThat(server(proxy, "a").runtimeLimit()).isEqualTo(70);
          assertThat(server(proxy, "b").state()).isEqualTo(ServerState.DOWN);
          assertThat(server(proxy, "b").adminState()).isEqualTo(AdminState.READY);
          assertThat(proxy.backend("app").hasEligible()).isFalse();
          assertThat(texts(proxy))
              .contains(
                  "READY -> DRAIN by the state file",
                  "weight 2 -> 7 by the state file",
                  "max_connections 0 -> 70 by the state file",
                  "UNCHECKED -> DOWN: by the state file, until checks are good");
        });
  }

  @Test
  void serverThatNobodyChecks_isNotDownForEver() throws Exception {
    process(NOW, StateKeeperTest::change);

    process(NOW, proxy -> assertThat(server(proxy, "c").state()).isEqualTo(ServerState.UNCHECKED));
  }

  @Test
  void oldHealth_doesNotCount_whatOperatorsSetDoes() throws Exception {
    process(NOW, StateKeeperTest::change);

    process(
        NOW.plus(StateRestore.HEALTH_COUNTS).plusSeconds(1),
        proxy -> {
          assertThat(server(proxy, "b").state()).isEqualTo(ServerState.UNCHECKED);
          assertThat(server(proxy, "a").adminState()).isEqualTo(AdminState.DRAIN);
        });
  }

  @Test
  void healthFromTheFuture_doesNotCount() throws Exception {
    process(NOW.plus(Duration.ofDays(1)), StateKeeperTest::change);

    process(NOW, proxy -> assertThat(server(proxy, "b").state()).isEqualTo(ServerState.UNCHECKED));
  }

  @Test
  void weightThatTheConfigurationHasChanged_wins() throws Exception {
    process(NOW, StateKeeperTest::change);
    yaml = yaml.replace("weight: 2", "weight: 3");

    process(
        NOW,
        proxy -> {
          assertThat(server(proxy, "a").runtimeWeight()).isEqualTo(Server.NO_RUNTIME_WEIGHT);
          assertThat(texts(proxy))
              .contains("weight 7 (set at run time) replaced by 3 from the file");
        });
  }

  @Test
  void limitThatTheConfigurationHasChanged_wins() throws Exception {
    process(NOW, StateKeeperTest::change);
    yaml = yaml.replace("weight: 2", "max_connections: 3");

    process(
        NOW,
        proxy -> {
          assertThat(server(proxy, "a").runtimeLimit()).isEqualTo(Server.NO_RUNTIME_LIMIT);
          assertThat(texts(proxy))
              .contains("max_connections 70 (set at run time) replaced by 3 from the file");
        });
  }

  @Test
  void otherAddressOrGone_isAnotherServer() throws Exception {
    process(NOW, StateKeeperTest::change);
    yaml = yaml.replace("127.0.0.1:1\"", "127.0.0.1:9\"").replace("name: b", "name: d");

    process(
        NOW,
        proxy -> {
          assertThat(server(proxy, "a").adminState()).isEqualTo(AdminState.READY);
          assertThat(server(proxy, "d").state()).isEqualTo(ServerState.UNCHECKED);
        });
  }

  @Test
  void damagedFile_doesNotStopTheStart() throws Exception {
    Files.writeString(file, "{\"version\"");

    process(NOW, proxy -> assertThat(server(proxy, "a").adminState()).isEqualTo(AdminState.READY));
    assertThat(Files.readString(file)).contains("\"version\" : 1");
  }

  @Test
  void change_isWritten_andNothingElseIs() throws Exception {
    try (Proxy proxy = new Proxy(TestProxy.parse(yaml), Transport.best(), Ticker.system());
        StateKeeper keeper = keeper(proxy, NOW)) {
      keeper.save();
      Object written = key(file);
      keeper.save();
      assertThat(key(file)).isEqualTo(written);
      onControl(proxy, () -> server(proxy, "a").adminState(AdminState.MAINT));
      keeper.save();
      assertThat(Files.readString(file)).contains("\"admin\" : \"maint\"");
      onControl(proxy, () -> server(proxy, "a").adminState(AdminState.READY));
      keeper.save();
      assertThat(Files.readString(file)).contains("\"servers\" : [ ]");
    }
  }

  /** Another one for each file that is put in its place. */
  private static Object key(Path path) throws IOException {
    return Files.getAttribute(path, "unix:ino");
  }

  @Test
  void fileThatAnotherProcessHasWrittenOrRemoved_isWrittenAgain() throws Exception {
    try (Proxy proxy = new Proxy(TestProxy.parse(yaml), Transport.best(), Ticker.system());
        StateKeeper keeper = keeper(proxy, NOW)) {
      onControl(proxy, () -> server(proxy, "a").adminState(AdminState.MAINT));
      keeper.save();
      Files.delete(file);
      keeper.save();
      assertThat(Files.readString(file)).contains("maint");
      Files.writeString(file, "{}");
      keeper.save();
      assertThat(Files.readString(file)).contains("maint");
    }
  }

  @Test
  void closed_writesOnceMoreIfItHasFollowed() throws Exception {
    try (Proxy proxy = new Proxy(TestProxy.parse(yaml), Transport.best(), Ticker.system())) {
      StateKeeper idle = keeper(proxy, NOW);
      idle.close();
      assertThat(file).doesNotExist();
      StateKeeper following = keeper(proxy, NOW);
      following.follow();
      following.close();
      assertThat(file).exists();
      Files.delete(file);
      following.save();
      following.close();
      assertThat(file).doesNotExist();
    }
  }

  @Test
  void fileThatCannotBeWritten_isToldOnce() throws Exception {
    Path missing = folder.resolve("missing");
    yaml = yaml.replace(file.toString(), missing.resolve("state.json").toString());
    try (Proxy proxy = new Proxy(TestProxy.parse(yaml), Transport.best(), Ticker.system());
        StateKeeper keeper = keeper(proxy, NOW)) {
      keeper.save();
      keeper.save();
      assertThat(texts(proxy))
          .containsExactly(
              "state file " + missing.resolve("state.json") + " cannot be written: no such folder");
      Files.createDirectory(missing);
      keeper.save();
      assertThat(missing.resolve("state.json")).exists();
      assertThat(texts(proxy)).hasSize(1);
    }
  }
}
