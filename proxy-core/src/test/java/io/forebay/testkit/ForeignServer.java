package io.forebay.testkit;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A program that listens at a port of 127.0.0.1 until it is closed. */
final class ForeignServer implements AutoCloseable {

  private final Process process;
  private final int port;

  private ForeignServer(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Skips the test where {@code program} is not installed. */
  static void assumeInstalled(Path program) {
    assumeTrue(Files.isExecutable(program), program.getFileName() + " is not installed");
  }

  /** Starts {@code command}, and waits until it listens at {@code port}. */
  static ForeignServer start(Path log, int port, List<String> command) throws IOException {
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    ForeignServer server = new ForeignServer(process, port);
    await(command.get(0) + " to listen").atMost(Duration.ofSeconds(10)).until(server::isListening);
    return server;
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return port;
  }

  private boolean isListening() {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
