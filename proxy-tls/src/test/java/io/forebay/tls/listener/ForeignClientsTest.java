package io.forebay.tls.listener;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.forebay.testkit.OriginScript;
import io.forebay.testkit.ScriptedOrigin;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** curl and openssl, which were not written by these tests. */
class ForeignClientsTest {

  @TempDir static Path folder;
  private static ScriptedOrigin origin;
  private static SecureProxy proxy;
  private static Path ca;

  @BeforeAll
  static void start() {
    assumeTrue(isInstalled("curl", "--version") && isInstalled("openssl", "version"));
    origin = ScriptedOrigin.start(OriginScript.echo());
    proxy = SecureProxy.start(folder, "", origin);
    ca = SecureProxy.CERTIFICATES.writeRoot(folder);
  }

  @AfterAll
  static void stop() {
    if (proxy != null) {
      proxy.close();
      origin.close();
    }
  }

  private static boolean isInstalled(String... command) {
    try {
      run("", List.of(command));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** All that it has printed. */
  private static String run(String input, List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (var in = process.getOutputStream()) {
      in.write(input.getBytes(UTF_8));
    } catch (IOException e) {
      // It has ended without reading, and its output says why.
    }
    try (var out = process.getInputStream()) {
      return new String(out.readAllBytes(), UTF_8);
    } finally {
      process.destroy();
    }
  }

  private static String curl(String... options) throws IOException {
    List<String> command = new ArrayList<>(List.of("curl", "-sS", "-m", "20"));
    command.addAll(List.of("--cacert", ca.toString()));
    command.addAll(List.of(options));
    command.add("https://localhost:" + proxy.port() + "/first");
    command.add("https://localhost:" + proxy.port() + "/second");
    return run("", command);
  }

  @ParameterizedTest
  @CsvSource({
    "--http1.1, 1.1, --tls-max 1.3",
    "--http1.1, 1.1, --tls-max 1.2",
    "--http2, 2, --tls-max 1.3",
    "--http2, 2, --tls-max 1.2"
  })
  void curl_isServedTwiceOnOneConnection(String option, String version, String tls)
      throws Exception {
    String[] words = tls.split(" ");
    String out =
        curl(
            option,
            words[0],
            words[1],
            "-w",
            "<%{http_code} %{http_version} %{num_connects}>",
            "-d",
            "some text");

    assertThat(out)
        .contains("POST /first HTTP/1.1", "POST /second HTTP/1.1", "some text")
        .contains("<200 " + version + " 1>", "<200 " + version + " 0>");
  }

  @Test
  void renegotiation_isRefused() throws Exception {
    List<String> command = new ArrayList<>(List.of("openssl", "s_client", "-tls1_2"));
    command.addAll(List.of("-connect", "127.0.0.1:" + proxy.port(), "-CAfile", ca.toString()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      // R on a line of its own asks for it; the program ends when that is refused.
      process.getOutputStream().write("R\n".getBytes(UTF_8));
      process.getOutputStream().flush();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(new String(process.getInputStream().readAllBytes(), UTF_8))
          .contains("RENEGOTIATING", "no renegotiation");
    } finally {
      process.destroy();
    }
  }
}
