package io.forebay.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import at.favre.lib.crypto.bcrypt.BCrypt;
import io.forebay.backend.AdminState;
import io.forebay.backend.Server;
import io.forebay.config.ProxyConfig;
import io.forebay.config.yaml.YamlConfigParser;
import io.forebay.daemon.cli.ConfigLocation;
import io.forebay.daemon.cli.ForebayCommand;
import io.forebay.net.Transport;
import io.forebay.testkit.TestCertificates;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands at a proxy that wants to know who asks, over TLS. */
class AuthenticatedCommandsTest {
  private static final String READER = "reader-0123456789abcdef";
  private static final String WRITER = "writer-0123456789abcdef";

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private ProxyAssembly assembly;
  private TestCertificates.Pem client;
  private Path ca;

  @BeforeEach
  void start() throws Exception {
    TestCertificates authority = TestCertificates.create();
    ca = authority.writeRoot(folder);
    client = TestCertificates.write(folder, "client", authority.client("deploy"));
    TestCertificates.Pem own = TestCertificates.write(folder, "own", authority.leaf("127.0.0.1"));
    Files.writeString(folder.resolve("reader"), READER + "\n");
    Files.writeString(folder.resolve("writer"), WRITER + "\n");
    String hash = BCrypt.withDefaults().hashToString(4, "other".toCharArray());
    Files.writeString(folder.resolve("users"), "anna:" + hash + "\n");
    String yaml =
        """
        global: { worker_threads: 1 }
        listeners: { web: { bind: "127.0.0.1:0", backend: app } }
        backends: { app: { servers: [{ name: one, address: "127.0.0.1:1" }] } }
        admin:
          bind: "127.0.0.1:0"
          tls:
            certificates: [{ cert: "%1$s", key: "%2$s" }]
            client_auth: { mode: optional, ca: "%3$s" }
          api:
            auth:
              users_file: "%4$s/users"
              tokens:
                - { name: monitor, file: "%4$s/reader" }
                - { name: ci, file: "%4$s/writer" }
              client_certificates: [{ name: deploy, subject: deploy }]
            roles: { read: [monitor], write: [anna, ci, deploy] }
        """
            .formatted(own.certificate(), own.key(), ca, folder);
    ProxyConfig config = YamlConfigParser.parse("test.yaml", yaml).config();
    assembly = new ProxyAssembly(config, Transport.best());
    assembly.start();
  }

  @AfterEach
  void stop() {
    assembly.close();
  }

  private int execute(String line) {
    String url = "https://127.0.0.1:" + assembly.adminAddresses().get(0).getPort();
    return ForebayCommand.create(new Daemon(null), new ConfigLocation(List.of()))
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute((line + " --admin " + url + " --ca " + ca).split(" "));
  }

  private Server one() {
    return assembly.proxy().backend("app").servers().get(0).server();
  }

  @Test
  void nobody_isToldHowToSayWhoAsks() {
    assertThat(execute("status")).isEqualTo(1);
    assertThat(err.toString())
        .hasLineCount(1)
        .startsWith("forebay: the daemon wants to know who asks: ")
        .contains("(expected: --user NAME, --token-file FILE or the variable FOREBAY_ADMIN_TOKEN)");
  }

  @Test
  void reader_sees_butDoesNotChange() {
    String token = " --token-file " + folder + "/reader";
    assertThat(execute("status app/one" + token)).isZero();
    assertThat(execute("drain app/one" + token)).isEqualTo(1);
    assertThat(err.toString()).hasLineCount(1).startsWith("forebay: not allowed: ");
    assertThat(one().adminState()).isEqualTo(AdminState.READY);
  }

  @Test
  void writer_changes_andIsNamedInTheEvent() {
    assertThat(execute("maint app/one --token-file " + folder + "/writer")).isZero();
    assertThat(one().adminNote().cause()).contains("ci (127.0.0.1", "by the command line");
  }

  @Test
  void clientCertificate_isEnough() {
    String identity = " --cert " + client.certificate() + " --key " + client.key();
    assertThat(execute("maint app/one" + identity)).isZero();
    assertThat(one().adminNote().cause()).contains("deploy (127.0.0.1");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void wrongToken_isNotAccepted() throws Exception {
    Path wrong = Files.writeString(folder.resolve("wrong"), "wrong-0123456789abcdef");
    assertThat(execute("status --token-file " + wrong)).isEqualTo(1);
    assertThat(err.toString())
        .startsWith("forebay: the token of " + wrong + " is not accepted: ")
        .doesNotContain("0123456789abcdef");
  }
}
