package io.forebay.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks over TLS of a server that is not ours, in the running daemon. */
class TlsCheckIT {

  @TempDir private Path folder;

  private Path config(int port) {
    return ConfigFile.write(
        folder,
        """
        global: { worker_threads: 1, shutdown: { drain_timeout: 2s } }
        listeners:
          web: { bind: "127.0.0.1:0", backend: app }
        backends:
          app:
            health_check: { path: /, interval: 30s, timeout: 20s, tls: { ca: cert.pem, sni: app.test } }
            servers:
              - { name: request, address: "127.0.0.1:%1$d" }
              - { name: handshake, address: "127.0.0.1:%1$d", health_check: { type: tls } }
              - { name: elsewhere, address: "127.0.0.1:%1$d", health_check: { tls: { sni: b.test } } }
              - { name: unverified, address: "127.0.0.1:%1$d", health_check: { type: tls, tls: { verify: false } } }
          same:
            tls: { ca: cert.pem, sni: app.test }
            health_check: { path: /, interval: 30s, timeout: 20s }
            servers:
              - { name: inherited, address: "127.0.0.1:%1$d" }
              - { name: named, address: "127.0.0.1:%1$d", tls: { sni: b.test } }
              - { name: plain, address: "127.0.0.1:%1$d", tls: none, health_check: { type: tcp } }
          stranger:
            health_check: { type: tls, interval: 30s, timeout: 20s }
            servers: ["127.0.0.1:%1$d"]
        admin: { bind: "127.0.0.1:0" }
        """
            .formatted(port));
  }

  @Test
  void realServer_isJudgedByItsCertificate() throws Exception {
    assumeThat(OpenSslServer.isInstalled()).as("openssl is installed").isTrue();
    try (OpenSslServer server = OpenSslServer.start(folder, "app.test");
        DaemonProcess daemon = DaemonProcess.run(config(server.port()))) {
      daemon.awaitLine("app server request UNCHECKED -> UP: check answered 200, first check");
      daemon.awaitLine("app server handshake UNCHECKED -> UP: check connected by TLS, first check");
      daemon.awaitLine("app server elsewhere UNCHECKED -> DOWN: certificate is not for b.test");
      daemon.awaitLine("app server unverified UNCHECKED -> UP: check connected by TLS");
      daemon.awaitLine("-> DOWN: certificate of an unknown issuer, first check");
      daemon.awaitLine("same server inherited UNCHECKED -> UP: check answered 200, first check");
      daemon.awaitLine("same server named UNCHECKED -> DOWN: certificate is not for b.test");
      daemon.awaitLine("same server plain UNCHECKED -> UP: check connected");
      assertThat(daemon.lines()).noneMatch(it -> it.contains(" error "));
    }
  }
}
