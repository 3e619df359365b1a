package io.forebay.e2e;

import static io.forebay.e2e.Setup.hash;
import static io.forebay.e2e.Setup.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.Nginx;
import io.forebay.testkit.TestProxy;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** curl, this proxy, nginx: two programs that were not written by its tests. */
@ExtendWith(LeakExtension.class)
class NginxTest {

  private static final byte[] LARGE = Setup.bytes(1 << 20);

  @TempDir static Path dir;
  private static Nginx nginx;

  @BeforeAll
  static void startNginx() throws IOException {
    assumeTrue(find("curl") != null, "curl is not installed");
    Files.writeString(dir.resolve("hello.txt"), "hello world\n");
    Files.write(dir.resolve("large.bin"), LARGE);
    nginx =
        Nginx.start(
            dir,
            """
            server {
              listen 127.0.0.1:@port@;
              root %1$s;
              location /post { return 200 "$request_method $content_length $http_x_forwarded_for"; }
            }
            """
                .formatted(dir));
  }

  @AfterAll
  static void stopNginx() {
    if (nginx != null) {
      nginx.close();
    }
  }

  private static String find(String program) {
    String path = System.getenv("PATH") + File.pathSeparator + "/usr/sbin";
    for (String folder : path.split(File.pathSeparator)) {
      Path file = Path.of(folder, program);
      if (Files.isExecutable(file)) {
        return file.toString();
      }
    }
    return null;
  }

  /** What curl prints: head and body of each answer. */
  private static String curl(TestProxy proxy, String target, String... options) throws Exception {
    return new String(run(proxy, target, options), StandardCharsets.ISO_8859_1);
  }

  private static byte[] run(TestProxy proxy, String target, String... options) throws Exception {
    List<String> command = new ArrayList<>(List.of(find("curl"), "-s", "-m", "10"));
    command.addAll(List.of(options));
    command.add("http://127.0.0.1:" + proxy.port() + target);
    Process curl =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    curl.getOutputStream().close();
    byte[] out = curl.getInputStream().readAllBytes();
    assertThat(curl.waitFor()).as(String.join(" ", command)).isZero();
    return out;
  }

  @Test
  void get_head_range_and304() throws Exception {
    try (TestProxy proxy = TestProxy.start(yaml("{}", "", nginx.port()))) {
      String get = curl(proxy, "/hello.txt", "-i");
      assertThat(get).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\nhello world\n");
      assertThat(curl(proxy, "/hello.txt", "-I"))
          .startsWith("HTTP/1.1 200 OK\r\n")
          .contains("Content-Length: 12\r\n");
      assertThat(curl(proxy, "/hello.txt", "-i", "-r", "6-10"))
          .startsWith("HTTP/1.1 206 Partial Content\r\n")
          .contains("Content-Range: bytes 6-10/12\r\n")
          .endsWith("\r\n\r\nworld");
      String tag = get.replaceAll("(?s).*ETag: ([^\r]*)\r.*", "$1");
      assertThat(curl(proxy, "/hello.txt", "-i", "-H", "If-None-Match: " + tag))
          .startsWith("HTTP/1.1 304 Not Modified\r\n");
      assertThat(curl(proxy, "/missing", "-i")).startsWith("HTTP/1.1 404 Not Found\r\n");
    }
  }

  @Test
  void largeFile_post_keepAlive_andHttp10() throws Exception {
    try (TestProxy proxy = TestProxy.start(yaml("{}", "", nginx.port()))) {
      assertThat(hash(run(proxy, "/large.bin"))).isEqualTo(hash(LARGE));
      assertThat(hash(run(proxy, "/large.bin", "-0"))).isEqualTo(hash(LARGE));
      assertThat(curl(proxy, "/post", "--data-binary", "@" + dir.resolve("large.bin")))
          .isEqualTo("POST 1048576 127.0.0.1");
      String target = "http://127.0.0.1:" + proxy.port() + "/hello.txt";
      String twice = curl(proxy, "/hello.txt", "-w", "%{num_connects},", target);
      assertThat(twice).contains("hello world\n1,").contains("hello world\n0,");
    }
  }
}
