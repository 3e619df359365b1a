package io.forebay.tls.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.forebay.testkit.TestProxy;
import io.forebay.tls.NettyTls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a client that is not ours is shown by a running listener. */
class CertificateChoiceTest {
  @TempDir private Path folder;

  @BeforeEach
  void requireOpenSsl() throws Exception {
    try {
      assumeTrue(new ProcessBuilder("openssl", "version").start().waitFor() == 0);
    } catch (IOException e) {
      assumeTrue(false, "openssl is not installed");
    }
  }

  /** Both types for {@code app.test}. */
  private TestProxy start(String tls) throws IOException {
    Path ec = Pki.write(folder, "ec.pem", Pki.combined(Pki.EC));
    Path rsa = Pki.write(folder, "rsa.pem", Pki.combined(Pki.RSA));
    Path ocsp = folder.resolve("ec.ocsp");
    Files.write(ocsp, OcspResponses.of(Pki.EC, CertificateStatus.GOOD, Pki.NOW, null));
    return TestProxy.start(
        new NettyTls(),
        """
        global: {worker_threads: 1}
        listeners:
          web:
            bind: "127.0.0.1:0"
            routes: [{respond: {status: 204}}]
            tls: {certificates: [{cert: "%s"}, {cert: "%s", ocsp: "%s"}]%s}
        """
            .formatted(rsa, ec, ocsp, tls));
  }

  private static String client(TestProxy proxy, String... options) throws Exception {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("openssl", "s_client", "-connect", "127.0.0.1:" + proxy.port()));
    command.addAll(List.of(options));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    return new String(process.getInputStream().readAllBytes());
  }

  @Test
  void ecdsaForWhoCan_rsaForWhoCannot_inBothVersions() throws Exception {
    try (TestProxy proxy = start("")) {
      String rsaOnly = "RSA-PSS+SHA256:RSA+SHA256";
      assertThat(client(proxy, "-tls1_3")).contains("Peer signature type: ECDSA");
      assertThat(client(proxy, "-tls1_3", "-sigalgs", rsaOnly))
          .contains("Peer signature type: RSA-PSS");
      assertThat(client(proxy, "-tls1_2")).contains("Peer signature type: ECDSA");
      assertThat(client(proxy, "-tls1_2", "-sigalgs", rsaOnly))
          .contains("Peer signature type: RSA");
      assertThat(client(proxy, "-tls1_2", "-cipher", "ECDHE-RSA-AES128-GCM-SHA256"))
          .contains("Peer signature type: RSA");
    }
  }

  @Test
  void wholeChain_isShown() throws Exception {
    try (TestProxy proxy = start("")) {
      Path root = Pki.write(folder, "root.pem", Pki.ROOT.getCertificatePEM());
      assertThat(client(proxy, "-CAfile", root.toString(), "-verify_hostname", "app.test"))
          .contains("Verify return code: 0 (ok)");
    }
  }

  @Test
  void staple_isShownToWhoAsks() throws Exception {
    try (TestProxy proxy = start("")) {
      assertThat(client(proxy, "-tls1_3", "-status"))
          .contains("OCSP Response Status: successful", "Cert Status: good");
      assertThat(client(proxy, "-tls1_2", "-status"))
          .contains("OCSP Response Status: successful", "Cert Status: good");
      assertThat(client(proxy, "-status", "-sigalgs", "RSA-PSS+SHA256"))
          .contains("OCSP response: no response sent");
      assertThat(client(proxy)).doesNotContain("OCSP");
    }
  }

  @Test
  void strict_otherNamesAreToldThatThereIsNone() throws Exception {
    try (TestProxy proxy = start(", strict_sni: true")) {
      assertThat(client(proxy, "-servername", "app.test")).contains("Peer signature type: ECDSA");
      assertThat(client(proxy, "-servername", "other.test")).contains("unrecognized name");
      assertThat(client(proxy, "-noservername")).contains("unrecognized name");
    }
  }
}
