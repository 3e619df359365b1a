package io.forebay.daemon.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.forebay.net.ListeningSocket;
import io.forebay.net.Transport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

/** What the old process tells of upgrades; both are this one here. */
class HandoverTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir private Path folder;

  private final Old old = new Old();

  private static final class Old implements Predecessor {
    private final List<String> told = new CopyOnWriteArrayList<>();

    @Override
    public List<ListeningSocket> listeningSockets() {
      return List.of();
    }

    @Override
    public void save() {}

    @Override
    public void hold() {}

    @Override
    public void resume() {}

    @Override
    public void handOver(List<ListeningSocket> handed, long successor) {}

    @Override
    public void tell(Level level, String text) {
      told.add(level + " " + text);
    }
  }

  @BeforeEach
  void onEpoll() {
    assumeThat(Transport.best()).isEqualTo(Transport.EPOLL);
  }

  private Path path() {
    return folder.resolve("upgrade");
  }

  private UpgradeServer listen() throws Exception {
    return UpgradeServer.open(path(), folder.resolve("forebay.yaml"), old, Handover::run);
  }

  private void awaitTold(String... texts) {
    await("what is told")
        .atMost(LONG)
        .untilAsserted(() -> assertThat(old.told).containsExactly(texts));
  }

  @Test
  void takenOver_toldWhoServes() throws Exception {
    long pid = ProcessHandle.current().pid();
    try (UpgradeServer server = listen();
        Takeover takeover = Takeover.begin(path())) {
      assertThat(takeover.predecessor()).isEqualTo(pid);
      takeover.ready(takeover.sockets());
      takeover.serving();
      awaitTold(
          "INFO upgrade: process " + pid + " takes over",
          "INFO upgrade: process " + pid + " serves, this one drains");
      server.leave();
    }
  }

  @Test
  void newProcessFails_toldWhy() throws Exception {
    long pid = ProcessHandle.current().pid();
    try (UpgradeServer server = listen();
        Takeover takeover = Takeover.begin(path())) {
      takeover.sockets();
      takeover.failed("no room");
      awaitTold(
          "INFO upgrade: process " + pid + " takes over",
          "ERROR upgrade failed, this process goes on: no room");
      server.leave();
    }
  }

  @Test
  void startedProcessEndsAtOnce_toldWhy() throws Exception {
    try (UpgradeServer server = listen()) {
      assertThatThrownBy(() -> UpgradeRequest.send(path(), Path.of("/bin/false")))
          .hasMessageContaining("the new process ended with 1");
      String arguments = " run -c " + folder.resolve("forebay.yaml") + " --upgrade=" + path();
      await("what is told").atMost(LONG).until(() -> old.told.size() == 2);
      assertThat(old.told)
          .anySatisfy(
              it ->
                  assertThat(it)
                      .startsWith("INFO upgrade: started process ")
                      .endsWith(": /bin/false" + arguments))
          .contains("WARN upgrade: the new process ended with 1");
      server.leave();
    }
  }
}
