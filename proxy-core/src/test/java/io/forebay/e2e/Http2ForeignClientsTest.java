package io.forebay.e2e;

import static io.forebay.testkit.Program.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.testkit.OriginScript;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTTP/2 clients of other people, where they are installed. */
class Http2ForeignClientsTest {

  @TempDir private Path folder;
  private ScriptedOrigin origin;
  private TestProxy proxy;

  @BeforeEach
  void start() {
    origin =
        ScriptedOrigin.start(
            OriginScript.respondWith(
                request -> Setup.ok(request.method() + " " + Setup.hash(request.body()))));
    proxy = TestProxy.inFrontOf(origin);
  }

  @AfterEach
  void stop() {
    proxy.close();
    origin.close();
  }

  private String url() {
    return "http://127.0.0.1:" + proxy.port() + "/";
  }

  @Test
  void curl_getsAndPosts() throws Exception {
    assertThat(run("curl", "-s", "-i", "--http2-prior-knowledge", url()))
        .startsWith("HTTP/2 200")
        .contains("GET ");
    assertThat(run("curl", "-s", "-I", "--http2-prior-knowledge", url())).startsWith("HTTP/2 200");
    byte[] body = Setup.bytes(2 << 20);
    String file = "@" + write(body);
    assertThat(run("curl", "-s", "--http2-prior-knowledge", "--data-binary", file, url()))
        .isEqualTo("POST " + Setup.hash(body));
  }

  private Path write(byte[] body) throws IOException {
    return Files.write(folder.resolve("body"), body);
  }

  @Test
  void h2load_everyRequestAnswered() throws Exception {
    assertThat(run("h2load", "-n", "2000", "-c", "4", "-m", "32", url()))
        .contains("2000 succeeded, 0 failed, 0 errored")
        .contains("2000 2xx");
  }

  @Test
  void nghttp_uploads() throws Exception {
    byte[] body = Setup.bytes(300_000);
    String out = run("nghttp", "-d", write(body).toString(), url());
    assertThat(out).isEqualTo("POST " + Setup.hash(body));
  }
}
