package io.forebay.daemon.cli;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which daemon a command talks to. */
final class AdminOptions {

  private static final String VARIABLE = "FOREBAY_ADMIN";
  private static final String DEFAULT = "http://127.0.0.1:8404";
  private static final Duration LIMIT = Duration.ofSeconds(15);

  @Option(
      names = "--admin",
      paramLabel = "URL",
      description =
          "Where the daemon listens for operators, http://HOST:PORT or unix:/PATH. Default: the"
              + " variable FOREBAY_ADMIN, else http://127.0.0.1:8404.")
  private @Nullable String url;

  /** Asks, and waits a few seconds. */
  AdminClient.Answer ask(String method, String path, String body)
      throws IOException, UsageException {
    return ask(method, path, body, Duration.ZERO);
  }

  /**
   * Asks.
   *
   * @param more how long the daemon may take on purpose
   */
  AdminClient.Answer ask(String method, String path, String body, Duration more)
      throws IOException, UsageException {
    String text = url == null ? System.getenv().getOrDefault(VARIABLE, DEFAULT) : url;
    AdminClient client = new AdminClient(AdminAddress.parse(text));
    return client.ask(method, path, body, LIMIT.plus(more));
  }

  /** What the daemon said instead of doing it. */
  static Exception refused(AdminClient.Answer answer) {
    String whole = JsonValue.parse(answer.body()).get("detail").text();
    // Nobody typed the JSON in which that place would be.
    String error = whole.replaceFirst("^line [0-9]+, column [0-9]+: ", "");
    String message = error.isEmpty() ? answer.status() + ": " + answer.body().strip() : error;
    return switch (answer.status()) {
      case 400, 404, 422 -> new UsageException(message);
      default -> new IOException(message);
    };
  }
}
