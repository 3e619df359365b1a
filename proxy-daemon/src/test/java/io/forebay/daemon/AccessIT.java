package io.forebay.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.ScriptedOrigin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of addresses and users that change, in the running daemon. */
class AccessIT {
  private static final String HASH = "$2y$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW";
  private static final String OTHER_HASH =
      "$2y$05$abcdefghijklmnopqrstuuVQd15VhR/oN1H3pzUR5lME0fZO6.qRW";
  private static final String GET = "GET / HTTP/1.1\r\nHost: app.example.com\r\n\r\n";

  @TempDir private Path folder;
  private Path blocked;
  private Path users;

  @BeforeEach
  void writeFiles() throws IOException {
    blocked = Files.writeString(folder.resolve("blocked.txt"), "# nobody\n");
    users = Files.writeString(folder.resolve("users"), "bob:" + HASH + "\n");
  }

  private Path config(ScriptedOrigin origin) {
    return ConfigFile.write(
        folder,
        """
        global: { worker_threads: 2 }
        listeners:
          web:
            bind: "127.0.0.1:0"
            backend: app
            access: { deny: "file:blocked.txt" }
            routes:
              - match: { path: /admin }
                backend: app
                basic_auth: { users_file: users }
        backends:
          app: { servers: ["127.0.0.1:%d"] }
        admin: { bind: "127.0.0.1:0" }
        """
            .formatted(origin.port()));
  }

  private void rename(Path target, String content) throws IOException {
    Path fresh = Files.writeString(folder.resolve("fresh"), content);
    Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
  }

  private static String admin(String both) {
    byte[] bytes = both.getBytes(StandardCharsets.UTF_8);
    return "GET /admin HTTP/1.1\r\nHost: app.example.com\r\nAuthorization: Basic "
        + Base64.getEncoder().encodeToString(bytes)
        + "\r\n\r\n";
  }

  @Test
  void changedAddresses_countForTheNextRequest_aWrongLineChangesNothing() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        DaemonProcess daemon = DaemonProcess.run(config(origin));
        RawClient client = daemon.client()) {
      assertThat(client.send(GET).readResponse().status()).isEqualTo(200);

      rename(blocked, "127.0.0.0/8\n");
      daemon.awaitLine(", generation 2");
      daemon.awaitLine(" notice changed: file " + blocked);
      assertThat(client.send(GET).readResponse().status()).isEqualTo(403);

      rename(blocked, "\n127.0.0.1/8\n");
      daemon.awaitLine(blocked + ":2: 127.0.0.1/8 (expected: no bits after the prefix");
      daemon.awaitLine("reload failed, nothing has changed");
      assertThat(client.send(GET).readResponse().status()).isEqualTo(403);

      rename(blocked, "");
      daemon.awaitLine(", generation 3");
      assertThat(client.send(GET).readResponse().status()).isEqualTo(200);
    }
  }

  @Test
  void changedUsers_countForTheNextRequest_andAreNotLogged() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        DaemonProcess daemon = DaemonProcess.run(config(origin));
        RawClient client = daemon.client()) {
      assertThat(client.send(admin("bob:secret")).readResponse().status()).isEqualTo(200);

      rename(users, "bob:" + OTHER_HASH + "\n");
      daemon.awaitLine(", generation 2");
      assertThat(client.send(admin("bob:secret")).readResponse().status()).isEqualTo(401);
      assertThat(client.send(admin("bob:other")).readResponse().status()).isEqualTo(200);

      rename(users, "bob:secret\n");
      daemon.awaitLine(users + ":1: bob: something else (expected: a bcrypt hash");
      assertThat(client.send(admin("bob:other")).readResponse().status()).isEqualTo(200);
      assertThat(daemon.lines())
          .noneMatch(it -> it.contains("$2y") || it.contains("secret") || it.contains(":other"));
    }
  }

  @Test
  void addressesThatChangeUnderLoad_loseNothing() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        DaemonProcess daemon = DaemonProcess.run(config(origin));
        Load load = Load.start(daemon.port("web"), 2, 2)) {
      load.awaitAnswers(50);
      for (int i = 1; i <= 5; i++) {
        rename(blocked, "192.0.2.%d\n10.0.0.0/8\n".formatted(i));
        daemon.awaitLine(", generation " + (i + 1));
      }
      load.awaitAnswers(load.answers() + 50);
      assertThat(load.failures()).isEmpty();
    }
  }
}
