package io.forebay.daemon;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code openssl s_server}, which answers requests within TLS, with a certificate of its own. */
final class OpenSslServer implements AutoCloseable {
  private final Process process;
  private final int port;

  private OpenSslServer(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  static boolean isInstalled() {
    try {
      return new ProcessBuilder("openssl", "version").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Leaves its certificate in {@code cert.pem} of the folder. */
  static OpenSslServer start(Path folder, String name) throws IOException, InterruptedException {
    String key = folder.resolve("key.pem").toString();
    String cert = folder.resolve("cert.pem").toString();
    List<String> make =
        List.of(
            "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
                .split(" "));
    ProcessBuilder maker = new ProcessBuilder(new ArrayList<>(make));
    maker.command().addAll(List.of("-keyout", key, "-out", cert, "-subj", "/CN=" + name));
    maker.command().addAll(List.of("-addext", "subjectAltName=DNS:" + name));
    Process made = maker.redirectErrorStream(true).start();
    made.inputReader().lines().forEach(line -> {});
    if (made.waitFor() != 0) {
      throw new IOException("openssl makes no certificate");
    }
    Process process =
        new ProcessBuilder(
                "openssl", "s_server", "-accept", "127.0.0.1:0", "-www", "-cert", cert, "-key", key)
            .redirectErrorStream(true)
            .start();
    return new OpenSslServer(process, port(process));
  }

  /** It says {@code ACCEPT address:port} and then little that anybody has to read. */
  private static int port(Process process) throws IOException {
    BufferedReader out = process.inputReader();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith("ACCEPT")) {
        return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1).trim());
      }
    }
    throw new IOException("openssl s_server does not start");
  }

  int port() {
    return port;
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
