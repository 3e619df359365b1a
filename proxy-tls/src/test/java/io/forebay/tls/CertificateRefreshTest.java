package io.forebay.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.config.CertificateConfig;
import io.forebay.config.ListenerTlsConfig;
import io.forebay.net.CertificateInfo;
import io.forebay.net.TlsServer;
import io.forebay.testkit.TestCertificates;
import io.forebay.util.Ticker;
import io.netty.handler.ssl.SslProvider;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What time does to certificates whose files stay as they are. */
class CertificateRefreshTest {
  private static final Duration DAY = Duration.ofDays(1);

  @TempDir private Path folder;
  private final Instant today = Instant.now();
  private Instant now = today;

  private TlsServer server(CertificateConfig... certificates) throws Exception {
    return new NettyTls(SslProvider.OPENSSL, Ticker.system(), () -> now)
        .server("web", new ListenerTlsConfig(List.of(certificates)), List.of("http/1.1"));
  }

  @Test
  void notValidYet_isUsedOnceItIs_andWhatExpiresStays() throws Exception {
    TestCertificates authority = TestCertificates.create();
    Instant end = today.minus(DAY.multipliedBy(2));
    var old = TlsFiles.write(folder, "old", authority.leafUntil(end, "old.test"));
    var young = TlsFiles.write(folder, "young", authority.leaf("young.test"));
    now = today.minus(DAY.multipliedBy(3));
    TlsServer server = server(old, young);
    assertThat(server.certificates().get(0).problem()).isNull();
    assertThat(server.certificates().get(1).problem()).contains("not valid before");
    assertThat(server.certificates().get(1).names()).isEmpty();
    List<CertificateInfo> before = server.certificates();
    server.refresh();
    assertThat(server.certificates()).as("nothing is made anew for nothing").isSameAs(before);

    now = today;
    server.refresh();

    assertThat(server.certificates().get(0).problem()).contains("expired at");
    assertThat(server.certificates().get(0).names()).containsExactly("old.test");
    assertThat(server.certificates().get(1).problem()).isNull();
    assertThat(server.certificates().get(1).names()).containsExactly("young.test");
  }
}
