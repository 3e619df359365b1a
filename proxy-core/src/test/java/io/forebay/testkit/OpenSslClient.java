package io.forebay.testkit;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What {@code openssl s_client} finds: a client that has nothing in common with ours. */
public final class OpenSslClient {

  private OpenSslClient() {}

  /** Skips the test where there is no openssl. */
  public static void assumeInstalled() {
    boolean installed;
    try {
      installed = new ProcessBuilder("openssl", "version").start().waitFor() == 0;
    } catch (IOException | InterruptedException e) {
      installed = false;
    }
    assumeThat(installed).as("openssl is installed").isTrue();
  }

  /**
   * Connects to a listener, sends {@code text} and closes once it has come back or the listener has
   * closed: what that tells behind the handshake has come by then too.
   *
   * @param text ASCII; its last line ends the connection where the listener echoes
   * @return all that the program has said
   */
  public static String connect(int port, String text, String... options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("openssl", "s_client"));
    command.addAll(List.of("-connect", "127.0.0.1:" + port, "-no-CAfile"));
    command.addAll(List.of(options));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    StringBuilder output = new StringBuilder();
    try (BufferedReader in =
            new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        OutputStream out = process.getOutputStream()) {
      send(out, text);
      String line = in.readLine();
      while (line != null) {
        output.append(line).append('\n');
        if (line.endsWith(text)) {
          send(out, "Q");
        }
        line = in.readLine();
      }
    }
    process.waitFor();
    return output.toString();
  }

  private static void send(OutputStream out, String line) {
    try {
      out.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
      out.flush();
    } catch (IOException e) {
      // The program has ended, and its output says why.
    }
  }
}
