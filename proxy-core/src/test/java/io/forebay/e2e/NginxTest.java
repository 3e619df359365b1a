package io.forebay.e2e;

import static io.forebay.e2e.Setup.LONG;
import static io.forebay.e2e.Setup.hash;
import static io.forebay.e2e.Setup.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.TestProxy;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
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
  private static Process nginx;
  private static int port;

  @BeforeAll
  static void startNginx() throws IOException {
    String program = find("nginx");
    assumeTrue(program != null, "nginx is not installed");
    assumeTrue(find("curl") != null, "curl is not installed");
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    Files.writeString(dir.resolve("hello.txt"), "hello world\n");
    Files.write(dir.resolve("large.bin"), LARGE);
    Files.writeString(
        dir.resolve("nginx.conf"),
        """
        daemon off;
        master_process off;
        pid %1$s/nginx.pid;
        error_log %1$s/error.log;
        events { worker_connections 64; }
        http {
          access_log off;
          client_body_temp_path %1$s/body;
          proxy_temp_path %1$s/proxy;
          fastcgi_temp_path %1$s/fastcgi;
          uwsgi_temp_path %1$s/uwsgi;
          scgi_temp_path %1$s/scgi;
          server {
            listen 127.0.0.1:%2$d;
            root %1$s;
            location /post { return 200 "$request_method $content_length $http_x_forwarded_for"; }
          }
        }
        """
            .formatted(dir, port));
    nginx =
        new ProcessBuilder(program, "-p", dir.toString(), "-c", dir + "/nginx.conf")
            .redirectErrorStream(true)
            .redirectOutput(dir.resolve("out.log").toFile())
            .start();
    await("nginx to listen").atMost(LONG).until(NginxTest::isListening);
  }

  @AfterAll
  static void stopNginx() {
    if (nginx != null) {
      nginx.destroy();
      nginx.onExit().join();
    }
  }

  private static boolean isListening() {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
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
    try (TestProxy proxy = TestProxy.start(yaml("{}", "", port))) {
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
    try (TestProxy proxy = TestProxy.start(yaml("{}", "", port))) {
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
