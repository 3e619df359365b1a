package io.forebay.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.config.ProxyConfig;
import io.forebay.config.yaml.YamlConfigParser;
import io.forebay.net.Transport;
import io.forebay.testkit.Http2Client;
import io.forebay.testkit.Http2Fields;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawResponse;
import io.forebay.testkit.TestCertificates;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The files in conf/. */
class ConfExamplesTest {

  private static final TestCertificates CERTIFICATES = TestCertificates.create();

  @TempDir private static Path folder;

  /** Ports and folders of files that ask for them. */
  private static Map<String, String> environment() {
    String own = folder.toString();
    return Map.of(
        "HTTP_PORT",
        "0",
        "HTTPS_PORT",
        "0",
        "ADMIN_PORT",
        "0",
        "STATUS_PORT",
        "0",
        "LOGS",
        own,
        "CERTS",
        own,
        "RUN",
        own);
  }

  @BeforeAll
  static void makeCertificates() {
    TestCertificates.write(folder, "app", CERTIFICATES.leaf("localhost", "127.0.0.1"));
    CERTIFICATES.writeRoot(folder);
    TestCertificates.write(folder, "pganalytics", CERTIFICATES.leaf("pganalytics.example.com"));
  }

  static Stream<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(DaemonProcess.CHECKOUT.resolve("conf"))) {
      return files.filter(it -> it.toString().endsWith(".yaml")).toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void file_parses(Path file) throws Exception {
    assertThat(YamlConfigParser.parse(file).warnings()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("files")
  void file_starts(Path file) throws Exception {
    try (ProxyAssembly assembly =
        start(DaemonProcess.CHECKOUT.resolve("conf").relativize(file).toString())) {
      assertThat(YamlConfigParser.parse(file).config().listeners().keySet())
          .isNotEmpty()
          .allSatisfy(it -> assertThat(assembly.listenerAddresses(it)).isNotEmpty());
    }
  }

  @Test
  void errorPages_areSent() throws Exception {
    try (ProxyAssembly assembly = start("forebay.errors.yaml");
        RawClient client = RawClient.connect(assembly.listenerAddresses("web").get(0))) {
      RawResponse response = client.send("nonsense\r\n\r\n").readResponse();

      assertThat(response.status()).isEqualTo(400);
      assertThat(response.headers().first("cache-control")).isEqualTo("no-store");
      assertThat(response.bodyText()).contains("<h1>Bad request</h1>");
    }
  }

  @Test
  void grpc_callOfAnotherService_isUnimplemented() throws Exception {
    try (ProxyAssembly assembly = start("forebay.grpc.yaml");
        Http2Client client =
            Http2Client.connect(assembly.listenerAddresses("calls").get(0).getPort())) {
      Http2Fields answer = client.open(Http2Fields.grpc("/shop.v1.Users/Get"), true).awaitHead();
      assertThat(answer.get("grpc-status")).isEqualTo("12");
    }
  }

  @Test
  void tls_isSpokenAndAskedFor() throws Exception {
    try (ProxyAssembly assembly = start("forebay.tls.yaml");
        RawClient plain = RawClient.connect(assembly.listenerAddresses("http").get(0));
        RawClient secure = RawClient.over(tls(assembly.listenerAddresses("https").get(0)))) {
      String request = "GET /a HTTP/1.1\r\nHost: localhost\r\n\r\n";

      assertThat(plain.send(request).readResponse().headers().first("location"))
          .isEqualTo("https://localhost:8443/a");
      assertThat(secure.send(request).readResponse().headers().first("strict-transport-security"))
          .isEqualTo("max-age=31536000");
    }
  }

  private static Socket tls(InetSocketAddress address) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {CERTIFICATES.root().toTrustManager()}, null);
    return context.getSocketFactory().createSocket(address.getAddress(), address.getPort());
  }

  /** On ports of its own, with certificates of its own. */
  private static ProxyAssembly start(String name) throws Exception {
    Path file = DaemonProcess.CHECKOUT.resolve("conf").resolve(name);
    String free =
        Files.readString(file)
            .replaceAll("bind: \":\\d+\"", "bind: 127.0.0.1:0")
            .replaceAll("(bind: \\[?)[0-9.]+:\\d+", "$1127.0.0.1:0")
            .replaceAll("(cert|key|ca): tls/", "$1: " + folder + "/");
    ProxyConfig config = YamlConfigParser.parse(file.toString(), free, environment()).config();
    ProxyAssembly assembly = new ProxyAssembly(config, Transport.best());
    assembly.start();
    return assembly;
  }
}
