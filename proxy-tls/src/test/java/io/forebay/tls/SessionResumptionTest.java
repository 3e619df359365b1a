package io.forebay.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.config.CertificateConfig;
import io.forebay.config.ClientAuthConfig;
import io.forebay.config.ClientAuthMode;
import io.forebay.config.ListenerTlsConfig;
import io.forebay.net.TlsServer;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.ManualTicker;
import io.forebay.testkit.OpenSslClient;
import io.forebay.testkit.TestCertificates;
import io.netty.handler.ssl.SslProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions that openssl keeps and comes back with. */
@ExtendWith(LeakExtension.class)
class SessionResumptionTest {

  private static final String TICKET_ARRIVED = "New Session Ticket arrived";

  @TempDir static Path folder;
  private static TestCertificates authority;
  private static CertificateConfig certificate;

  private final ManualTicker ticker = new ManualTicker();
  private final NettyTls tls = process();
  private Path session;

  @BeforeAll
  static void makeCertificate() {
    OpenSslClient.assumeInstalled();
    authority = TestCertificates.create();
    certificate = TlsFiles.write(folder, "server", authority.leaf("app.test"));
  }

  @BeforeEach
  void makeSessionFile() throws Exception {
    session = folder.resolve("session");
    Files.deleteIfExists(session);
  }

  private NettyTls process() {
    return new NettyTls(SslProvider.OPENSSL, ticker, InstantSource.system());
  }

  private static TlsFiles files() {
    return TlsFiles.of(certificate);
  }

  private String begin(TlsServer server, String version) throws Exception {
    try (EchoListener listener = EchoListener.start(server)) {
      return OpenSslClient.connect(
          listener.port(), "to be sent back", version, "-sess_out", session.toString());
    }
  }

  /** Whether the listener takes up what {@link #begin} has begun. */
  private boolean resumes(TlsServer server, String version) throws Exception {
    try (EchoListener listener = EchoListener.start(server)) {
      String output =
          OpenSslClient.connect(
              listener.port(), "to be sent back", version, "-sess_in", session.toString());
      assertThat(output).containsPattern("(New|Reused), TLSv1");
      assertThat(listener.ending().failure()).isNull();
      return output.contains("Reused, ");
    }
  }

  private TlsServer server(ListenerTlsConfig config) throws Exception {
    return tls.server("web", config, List.of());
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void ticket_isResumed(String version) throws Exception {
    TlsServer server = server(files().config());
    assertThat(begin(server, version)).contains("New, TLSv1");

    assertThat(resumes(server, version)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void ticket_isResumedAfterReload(String version) throws Exception {
    begin(server(files().config()), version);

    assertThat(resumes(server(files().config()), version)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void ticket_isResumedAfterOneRotationOfKeys_notAfterTwo(String version) throws Exception {
    TlsServer server = server(files().config());
    begin(server, version);

    ticker.advance(RotatingTicketKeys.PERIOD);
    assertThat(resumes(server, version)).isTrue();
    ticker.advance(RotatingTicketKeys.PERIOD);
    assertThat(resumes(server, version)).isFalse();
  }

  @Test
  void ticketsOff_noneIsGiven() throws Exception {
    TlsServer server = server(files().tickets(false).config());

    assertThat(begin(server, "-tls1_3")).doesNotContain(TICKET_ARRIVED);
    assertThat(begin(server, "-tls1_2")).doesNotContain("TLS session ticket");
    assertThat(begin(server(files().config()), "-tls1_3")).contains(TICKET_ARRIVED);
    assertThat(begin(server(files().config()), "-tls1_2")).contains("TLS session ticket");
  }

  @Test
  void ticketsOff_sessionIsResumedFromCache() throws Exception {
    TlsServer server = server(files().tickets(false).config());
    begin(server, "-tls1_2");

    assertThat(resumes(server, "-tls1_2")).isTrue();
  }

  @Test
  void ticketsOff_withoutCache_thereIsNothingToComeBackWith() throws Exception {
    begin(server(files().tickets(false).cache(0).config()), "-tls1_2");

    assertThat(session).doesNotExist();
  }

  private Path keys(int... firstBytes) throws Exception {
    StringBuilder lines = new StringBuilder();
    for (int first : firstBytes) {
      byte[] key = new byte[first % 2 == 0 ? 48 : 80];
      key[0] = (byte) first;
      lines.append(Base64.getEncoder().encodeToString(key)).append('\n');
    }
    return Files.writeString(folder.resolve("tickets"), lines);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void sharedKeys_otherProcessResumes(String version) throws Exception {
    ListenerTlsConfig config = files().ticketKeys(keys(1, 2)).config();
    begin(server(config), version);

    assertThat(resumes(process().server("web", config, List.of()), version)).isTrue();
  }

  @Test
  void ownKeys_otherProcessDoesNotResume() throws Exception {
    begin(server(files().config()), "-tls1_3");

    TlsServer other = process().server("web", files().config(), List.of());
    assertThat(resumes(other, "-tls1_3")).isFalse();
  }

  @Test
  void sharedKeys_allDecrypt_untilTheyAreGoneFromTheFile() throws Exception {
    TlsServer server = server(files().ticketKeys(keys(1, 2)).config());
    begin(server, "-tls1_3");

    keys(2, 1);
    server.refresh();
    assertThat(resumes(server, "-tls1_3")).isTrue();
    keys(2);
    server.refresh();
    assertThat(resumes(server, "-tls1_3")).isFalse();
    assertThat(server.warnings()).isEmpty();
  }

  @Test
  void sharedKeys_thatCannotBeReadAgain_stay() throws Exception {
    Path file = keys(1);
    TlsServer server = server(files().ticketKeys(file).config());
    begin(server, "-tls1_3");

    Files.writeString(file, "none\n");
    server.refresh();

    assertThat(resumes(server, "-tls1_3")).isTrue();
    assertThat(server.warnings())
        .singleElement()
        .asString()
        .startsWith("ticket_keys_file: " + file);
  }

  @Test
  void otherListener_doesNotResume() throws Exception {
    begin(server(files().config()), "-tls1_3");

    TlsServer other = tls.server("other", files().config(), List.of());
    assertThat(resumes(other, "-tls1_3")).isFalse();
  }

  /** Else who is let in without a certificate would come in everywhere. */
  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void otherClientAuth_doesNotResume(String version) throws Exception {
    begin(server(files().config()), version);

    var asking = new ClientAuthConfig(ClientAuthMode.OPTIONAL, authority.writeRoot(folder), null);
    assertThat(resumes(server(files().clientAuth(asking).config()), version)).isFalse();
  }
}
