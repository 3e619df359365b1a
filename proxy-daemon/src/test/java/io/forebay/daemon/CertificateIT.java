package io.forebay.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.testkit.TestCertificates;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates whose files change, in the running daemon. */
class CertificateIT {
  private static final TestCertificates AUTHORITY = TestCertificates.create();

  @TempDir private Path folder;

  private Path config(String certificates) {
    return config(true, certificates);
  }

  private Path config(boolean watch, String certificates) {
    return ConfigFile.write(
        folder,
        """
        global: { worker_threads: 1, reload: { watch: %s } }
        listeners:
          web:
            bind: "127.0.0.1:0"
            tls: { certificates: [%s] }
            routes: [{ respond: { status: 204 } }]
        admin: { bind: "127.0.0.1:0" }
        """
            .formatted(watch, certificates));
  }

  private static TlsPeer connect(DaemonProcess daemon) {
    return connect(daemon, "app.test");
  }

  private static TlsPeer connect(DaemonProcess daemon, String name) {
    return TlsPeer.connect(daemon.port("web"), name, AUTHORITY);
  }

  private static X509Certificate shown(DaemonProcess daemon, String name) {
    try (TlsPeer peer = connect(daemon, name)) {
      return peer.certificate();
    }
  }

  private static X509Certificate shown(DaemonProcess daemon) {
    return shown(daemon, "app.test");
  }

  /** Chain and key in one file. */
  private Path write(String name, X509Bundle bundle) throws IOException {
    String pem = bundle.getCertificatePathPEM() + "\n" + bundle.getPrivateKeyPEM();
    return Files.writeString(folder.resolve(name), pem);
  }

  private void renameOver(Path target, X509Bundle bundle) throws IOException {
    Files.move(write("fresh", bundle), target, StandardCopyOption.ATOMIC_MOVE);
  }

  @Test
  void renamedOver_newHandshakesGetTheNewOne_andOpenConnectionsGoOn() throws Exception {
    X509Bundle first = AUTHORITY.leaf("app.test");
    X509Bundle second = AUTHORITY.leaf("app.test");
    Path file = write("app.pem", first);
    try (DaemonProcess daemon = DaemonProcess.run(config("{ cert: app.pem }"));
        TlsPeer open = connect(daemon)) {
      assertThat(open.certificate()).isEqualTo(first.getCertificate());
      assertThat(open.get()).startsWith("HTTP/1.1 204");

      renameOver(file, second);
      daemon.awaitLine(
          " notice listener web certificate " + file + " changed: EC for app.test, until ");

      assertThat(shown(daemon)).isEqualTo(second.getCertificate());
      assertThat(open.get()).startsWith("HTTP/1.1 204");
      assertThat(daemon.events()).contains("\"certificate\"");
      assertThat(daemon.lines()).noneMatch(it -> it.contains(" reloaded "));
    }
  }

  @Test
  void linkOfKubernetesThatMoves_isFollowed() throws Exception {
    X509Bundle first = AUTHORITY.leaf("app.test");
    X509Bundle second = AUTHORITY.leaf("app.test");
    TestCertificates.write(Files.createDirectory(folder.resolve("..1")), "tls", first);
    TestCertificates.write(Files.createDirectory(folder.resolve("..2")), "tls", second);
    Files.createSymbolicLink(folder.resolve("..data"), Path.of("..1"));
    Files.createSymbolicLink(folder.resolve("tls.crt"), Path.of("..data/tls.crt"));
    Files.createSymbolicLink(folder.resolve("tls.key"), Path.of("..data/tls.key"));
    try (DaemonProcess daemon = DaemonProcess.run(config("{ cert: tls.crt, key: tls.key }"))) {
      assertThat(shown(daemon)).isEqualTo(first.getCertificate());

      Path fresh = Files.createSymbolicLink(folder.resolve("..fresh"), Path.of("..2"));
      Files.move(fresh, folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
      daemon.awaitLine("tls.crt changed: EC for app.test");

      assertThat(shown(daemon)).isEqualTo(second.getCertificate());
    }
  }

  @Test
  void badFile_leavesTheOldOneInUse_alsoOverAReload_untilItIsGood() throws Exception {
    X509Bundle first = AUTHORITY.leaf("app.test");
    X509Bundle second = AUTHORITY.leaf("app.test");
    Path file = write("app.pem", first);
    try (DaemonProcess daemon = DaemonProcess.run(config("{ cert: app.pem }"))) {
      Files.writeString(file, "nonsense");
      daemon.awaitLine(
          " warning listener web certificate %s refused: %s: nothing in PEM format"
              .formatted(file, file));
      assertThat(shown(daemon)).isEqualTo(first.getCertificate());

      daemon.signal("HUP");
      daemon.awaitLine(" by SIGHUP in ");
      assertThat(shown(daemon)).isEqualTo(first.getCertificate());

      renameOver(file, second);
      daemon.awaitLine(" certificate " + file + " changed: ");
      assertThat(shown(daemon)).isEqualTo(second.getCertificate());
    }
  }

  @Test
  void notWatched_aReloadReadsIt() throws Exception {
    X509Bundle second = AUTHORITY.leaf("app.test");
    Path file = write("app.pem", AUTHORITY.leaf("app.test"));
    try (DaemonProcess daemon = DaemonProcess.run(config(false, "{ cert: app.pem }"))) {
      renameOver(file, second);
      daemon.signal("HUP");
      daemon.awaitLine(" certificate " + file + " changed: ");
      assertThat(shown(daemon)).isEqualTo(second.getCertificate());
    }
  }

  @Test
  void oneThatIsBad_isLeftOut_andOneThatSoonExpiresIsToldOf() throws Exception {
    write("old.pem", AUTHORITY.leafUntil(Instant.now().minusSeconds(60), "old.test"));
    X509Bundle soon = AUTHORITY.leafUntil(Instant.now().plus(Duration.ofDays(20)), "app.test");
    write("soon.pem", soon);
    String certificates = "{ cert: old.pem }, { cert: soon.pem }";
    Path config = config(certificates);
    try (DaemonProcess daemon = DaemonProcess.run(config)) {
      daemon.awaitLine("old.pem refused: " + folder.resolve("old.pem") + ": expired at ");
      daemon.awaitLine("soon.pem expires in 19 days, at ");
      assertThat(shown(daemon, "old.test")).isEqualTo(soon.getCertificate());
    }
    try (DaemonProcess check = DaemonProcess.start("check", "-c", config.toString())) {
      assertThat(check.awaitExit()).isZero();
      String warning = "warning: " + config + ": listeners.web.tls: ";
      check.awaitLine(warning + "certificate refused: " + folder.resolve("old.pem") + ": expired");
      check.awaitLine(warning + folder.resolve("soon.pem") + ": expires in 19 days, at ");
    }
  }

  @Test
  void noneThatIsGood_isRefusedAtTheStartAndByCheck() throws Exception {
    Files.writeString(folder.resolve("app.pem"), "");
    Path config = config("{ cert: app.pem }");
    String problem = "no certificate can be used: " + folder.resolve("app.pem") + ": the file is";
    try (DaemonProcess daemon = DaemonProcess.start("run", "-c", config.toString())) {
      assertThat(daemon.awaitExit()).isNotZero();
      daemon.awaitLine(problem);
    }
    try (DaemonProcess check = DaemonProcess.start("check", "-c", config.toString())) {
      assertThat(check.awaitExit()).isEqualTo(2);
      check.awaitLine(config + ": listeners.web.tls: " + problem);
    }
  }

  @Test
  void reloadAfterWhichNoneIsGood_isRefused_andNothingChanges() throws Exception {
    X509Bundle good = AUTHORITY.leaf("app.test");
    write("app.pem", good);
    try (DaemonProcess daemon = DaemonProcess.run(config(false, "{ cert: app.pem }"))) {
      config(false, "{ cert: missing.pem }");
      daemon.signal("HUP");
      daemon.awaitLine("reload failed, nothing has changed: ");
      daemon.awaitLine(
          "no certificate can be used: %s: there is no such file"
              .formatted(folder.resolve("missing.pem")));
      assertThat(shown(daemon)).isEqualTo(good.getCertificate());
    }
  }

  @Test
  void clients_getTheCertificateOfTheirName() throws Exception {
    X509Bundle first = AUTHORITY.leaf("first.test");
    X509Bundle exact = AUTHORITY.leaf("www.app.test");
    X509Bundle wild = AUTHORITY.leaf("*.app.test");
    write("first.pem", first);
    write("exact.pem", exact);
    write("wild.pem", wild);
    String certificates = "{ cert: first.pem }, { cert: wild.pem }, { cert: exact.pem }";
    try (DaemonProcess daemon = DaemonProcess.run(config(certificates))) {
      assertThat(shown(daemon, "www.app.test")).isEqualTo(exact.getCertificate());
      assertThat(shown(daemon, "api.app.test")).isEqualTo(wild.getCertificate());
      assertThat(shown(daemon, "other.test")).isEqualTo(first.getCertificate());
    }
  }
}
