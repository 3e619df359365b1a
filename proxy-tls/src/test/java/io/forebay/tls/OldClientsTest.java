package io.forebay.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.config.CertificateConfig;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OpenSslClient;
import io.forebay.testkit.TestCertificates;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What openssl is given by a listener with nothing but defaults. */
@ExtendWith(LeakExtension.class)
class OldClientsTest {

  @TempDir static Path folder;
  private static CertificateConfig certificate;

  @BeforeAll
  static void makeCertificate() {
    OpenSslClient.assumeInstalled();
    certificate = TlsFiles.write(folder, "server", TestCertificates.create().leaf("app.test"));
  }

  private static String connect(String... options) throws Exception {
    try (EchoListener listener =
        EchoListener.start(
            new NettyTls()
                .server("web", TlsFiles.of(certificate).config(), List.of("h2", "http/1.1")))) {
      return OpenSslClient.connect(listener.port(), "to be sent back", options);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1", "-tls1_1"})
  void oldVersions_areRefusedByAlert(String version) throws Exception {
    assertThat(connect(version, "-cipher", "ALL:@SECLEVEL=0"))
        .contains("alert protocol version")
        .contains("Cipher is (NONE)");
  }

  @Test
  void versionsOfToday_areSpoken() throws Exception {
    assertThat(connect("-tls1_2"))
        .contains("New, TLSv1.2, Cipher is ECDHE-ECDSA-AES128-GCM-SHA256");
    assertThat(connect("-tls1_3")).contains("New, TLSv1.3, Cipher is TLS_AES_");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ECDHE-ECDSA-AES128-SHA", "ECDHE-ECDSA-AES256-SHA"})
  void oldSuites_areRefusedByAlert(String suite) throws Exception {
    assertThat(connect("-tls1_2", "-cipher", suite)).contains("alert handshake failure");
  }

  @Test
  void protocol_isAgreedOnByAlpn() throws Exception {
    assertThat(connect("-alpn", "http/1.1,h2")).contains("ALPN protocol: h2");
    assertThat(connect("-alpn", "spdy/3")).contains("No ALPN negotiated");
  }

  @Test
  void secureRenegotiationIsTold_compressionIsOff() throws Exception {
    assertThat(connect("-tls1_2"))
        .contains("Secure Renegotiation IS supported", "Compression: NONE");
  }
}
