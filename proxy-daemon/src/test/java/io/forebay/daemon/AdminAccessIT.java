package io.forebay.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import at.favre.lib.crypto.bcrypt.BCrypt;
import io.forebay.testkit.Program;
import io.forebay.testkit.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Operators who say who they are, by curl, to the running daemon. */
class AdminAccessIT {
  private static final TestCertificates AUTHORITY = TestCertificates.create();
  private static final String TOKEN = "0123456789abcdef-ci";
  private static final String SERVER = "/api/v1/backends/app/servers/one";

  @TempDir private Path folder;
  private Path root;

  private Path config() throws IOException {
    root = AUTHORITY.writeRoot(folder);
    TestCertificates.write(folder, "admin", AUTHORITY.leaf("localhost"));
    TestCertificates.write(folder, "deploy", AUTHORITY.client("deploy.test"));
    TestCertificates.write(folder, "stranger", AUTHORITY.client("stranger.test"));
    writeUsers("secret");
    Files.writeString(folder.resolve("token"), TOKEN + "\n");
    return ConfigFile.write(
        folder,
        """
        global: { worker_threads: 1 }
        listeners:
          web: { bind: "127.0.0.1:0", backend: app }
        backends:
          app: { servers: [{ name: one, address: "127.0.0.1:1" }] }
        admin:
          bind: "127.0.0.1:0"
          tls:
            certificates: [{ cert: admin.crt, key: admin.key }]
            client_auth: { mode: optional, ca: %s }
          api:
            auth:
              users_file: users
              tokens: [{ name: ci, file: token }]
              client_certificates: [{ name: deploy, subject: deploy.test }]
            roles: { read: ci, write: [anna, deploy] }
        """
            .formatted(root.getFileName()));
  }

  private void writeUsers(String password) throws IOException {
    String hash = BCrypt.withDefaults().hashToString(5, password.toCharArray());
    Path fresh = Files.writeString(folder.resolve("users.new"), "anna:" + hash + "\n");
    Files.move(fresh, folder.resolve("users"), StandardCopyOption.ATOMIC_MOVE);
  }

  /** What curl prints, in the end the status. */
  private String curl(DaemonProcess daemon, String path, String... options) throws Exception {
    List<String> all = new ArrayList<>(List.of("-sS", "-m", "60", "--cacert", root.toString()));
    all.addAll(List.of("-w", "\n%{http_code}"));
    all.addAll(List.of(options));
    all.add("https://localhost:" + daemon.adminPort() + path);
    return Program.run("curl", all.toArray(String[]::new));
  }

  private String[] certificate(String name) {
    return new String[] {
      "--cert",
      folder.resolve(name + ".crt").toString(),
      "--key",
      folder.resolve(name + ".key").toString()
    };
  }

  private static String[] with(String[] some, String... more) {
    List<String> all = new ArrayList<>(List.of(some));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  @Test
  void operators_areKnownByPasswordTokenAndCertificate() throws Exception {
    String[] drain = {
      "-X", "PUT", "-H", "Content-Type: application/json", "-d", "{\"state\": \"drain\"}"
    };
    String bearer = "Authorization: Bearer " + TOKEN;
    try (DaemonProcess daemon = DaemonProcess.run(config())) {
      assertThat(curl(daemon, "/health")).endsWith("200");
      assertThat(curl(daemon, "/api/v1/status")).endsWith("401");
      assertThat(curl(daemon, "/stats")).endsWith("401");
      assertThat(curl(daemon, "/api/v1/status", certificate("stranger"))).endsWith("401");
      assertThat(curl(daemon, "/api/v1/status", "-u", "anna:wrong")).endsWith("401");

      assertThat(curl(daemon, "/api/v1/status", "-u", "anna:secret")).endsWith("200");
      assertThat(curl(daemon, "/stats", "-u", "anna:secret")).endsWith("200");
      assertThat(curl(daemon, "/api/v1/status", "-H", bearer)).endsWith("200");
      assertThat(curl(daemon, SERVER, with(drain, "-H", bearer))).endsWith("403");
      assertThat(curl(daemon, SERVER, with(drain, certificate("deploy")))).endsWith("200");
      daemon.awaitLine("READY -> DRAIN by deploy (127.0.0.1, certificate) over the admin API");
      daemon.awaitLine(
          "refused with 403: PUT " + SERVER + " by ci (127.0.0.1, token): may not change anything");
      daemon.awaitLine("wrong password of anna from 127.0.0.1: GET /api/v1/status");
      assertThat(curl(daemon, "/api/v1/events", certificate("deploy")))
          .contains("\"audit\"", "wrong password of anna");
    }
  }

  @Test
  void filesThatChange_countWithoutARestart() throws Exception {
    try (DaemonProcess daemon = DaemonProcess.run(config())) {
      assertThat(curl(daemon, "/api/v1/status", "-u", "anna:secret")).endsWith("200");
      writeUsers("other");
      await("the new password")
          .atMost(Duration.ofSeconds(60))
          .until(() -> curl(daemon, "/api/v1/status", "-u", "anna:other").endsWith("200"));
      assertThat(curl(daemon, "/api/v1/status", "-u", "anna:secret")).endsWith("401");

      TestCertificates.write(folder, "admin", AUTHORITY.leaf("localhost", "second.test"));
      daemon.awaitLine("admin.crt changed: EC for localhost, second.test");
      assertThat(curl(daemon, "/health")).endsWith("200");
    }
  }

  @Test
  void check_readsTheFilesOfTls() throws Exception {
    Path config = config();
    Files.writeString(folder.resolve("admin.key"), "no key");
    try (DaemonProcess check = DaemonProcess.start("check", "-c", config.toString())) {
      assertThat(check.awaitExit()).isEqualTo(2);
      assertThat(check.lines())
          .anySatisfy(it -> assertThat(it).contains("admin 127.0.0.1:0 tls: "));
    }
  }
}
