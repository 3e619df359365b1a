package io.forebay.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.testkit.OpenSslClient;
import io.forebay.testkit.TestCertificates;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions that go from one daemon to another. */
class SharedTicketsIT {
  private static final String REQUEST =
      "GET / HTTP/1.1\r\nHost: app.test\r\nConnection: close\r\n\r";

  @TempDir private Path folder;

  @BeforeAll
  static void assumeOpenSsl() {
    OpenSslClient.assumeInstalled();
  }

  private DaemonProcess daemon(String name, String keys) throws Exception {
    return DaemonProcess.run(
        ConfigFile.write(
            Files.createDirectory(folder.resolve(name)),
            """
            global: { worker_threads: 1 }
            listeners:
              web:
                bind: "127.0.0.1:0"
                tls:
                  certificates: [{ cert: ../app.crt, key: ../app.key }]
                  %s
                routes: [{ respond: { status: 204 } }]
            admin: { bind: "127.0.0.1:0" }
            """
                .formatted(keys)));
  }

  private String begin(DaemonProcess daemon, String version) throws Exception {
    return OpenSslClient.connect(
        daemon.port("web"), REQUEST, version, "-sess_out", session(version));
  }

  private String comeBack(DaemonProcess daemon, String version) throws Exception {
    return OpenSslClient.connect(
        daemon.port("web"), REQUEST, version, "-sess_in", session(version));
  }

  private String session(String version) {
    return folder.resolve("session" + version).toString();
  }

  @Test
  void daemonsWithOneFileOfKeys_resumeEachOthersSessions() throws Exception {
    TestCertificates.write(folder, "app", TestCertificates.create().leaf("app.test"));
    byte[] key = new byte[80];
    key[0] = 1;
    Files.write(folder.resolve("tickets"), key);
    try (DaemonProcess one = daemon("one", "ticket_keys_file: ../tickets");
        DaemonProcess other = daemon("other", "ticket_keys_file: ../tickets");
        DaemonProcess stranger = daemon("stranger", "")) {
      for (String version : new String[] {"-tls1_2", "-tls1_3"}) {
        assertThat(begin(one, version)).contains("New, TLSv1", "HTTP/1.1 204");

        assertThat(comeBack(other, version)).contains("Reused, TLSv1", "HTTP/1.1 204");
        assertThat(comeBack(stranger, version)).contains("New, TLSv1", "HTTP/1.1 204");
      }
    }
  }
}
