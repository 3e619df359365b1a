package io.forebay.daemon.cli;

import io.forebay.daemon.cli.terminal.TerminalText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Which daemon a command talks to, and as whom. */
final class AdminOptions {

  private static final String VARIABLE = "FOREBAY_ADMIN";
  private static final String PASSWORD = "FOREBAY_ADMIN_PASSWORD";
  private static final String TOKEN = "FOREBAY_ADMIN_TOKEN";
  private static final String CA = "FOREBAY_ADMIN_CA";
  private static final String DEFAULT = "http://127.0.0.1:8404";
  private static final Duration LIMIT = Duration.ofSeconds(15);
  private static final int MAX_TOKEN_BYTES = 8 * 1024;
  private static final String LOGIN =
      "--user NAME, --token-file FILE or the variable FOREBAY_ADMIN_TOKEN";

  @Option(
      names = "--admin",
      paramLabel = "URL",
      description =
          "Where the daemon listens for operators: http://HOST:PORT, https://HOST:PORT or"
              + " unix:/PATH. Default: the variable FOREBAY_ADMIN, else http://127.0.0.1:8404.")
  private @Nullable String url;

  @Option(
      names = "--user",
      paramLabel = "NAME",
      description =
          "Who asks. The password is the variable FOREBAY_ADMIN_PASSWORD, else it is asked for.")
  private @Nullable String user;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description =
          "Holds a bearer token. Default: the token FOREBAY_ADMIN_TOKEN, if there is one.")
  private @Nullable Path tokenFile;

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description =
          "Who signs the daemon's certificate, in PEM. Default: the file FOREBAY_ADMIN_CA, else"
              + " whom Java trusts.")
  private @Nullable Path ca;

  @Option(
      names = "--cert",
      paramLabel = "FILE",
      description = "A certificate to show the daemon, in PEM.")
  private @Nullable Path certificate;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "The key of --cert, in PEM. Default: it is in the same file.")
  private @Nullable Path key;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  private final Surroundings surroundings;
  private @Nullable AdminClient client;
  private Credentials credentials = Credentials.NONE;

  AdminOptions() {
    this(Surroundings.ofProcess());
  }

  AdminOptions(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  Surroundings surroundings() {
    return surroundings;
  }

  /** What the daemon answers to GET, which has to be 200. */
  String body(String path) throws Exception {
    AdminClient.Answer answer = ask(AdminRequest.get(path), Duration.ZERO);
    if (!answer.isDone()) {
      throw refused(answer);
    }
    return answer.body().strip();
  }

  /** Asks, and waits a few seconds. */
  AdminClient.Answer ask(String method, String path, String body) throws Exception {
    return ask(method, path, body, Duration.ZERO);
  }

  /**
   * Asks.
   *
   * @param more how long the daemon may take on purpose
   */
  AdminClient.Answer ask(String method, String path, String body, Duration more) throws Exception {
    return ask(AdminRequest.change(method, path, body), more);
  }

  /** The same. Fails if the daemon wants to know who asks, or does not allow it. */
  AdminClient.Answer ask(AdminRequest request, Duration more) throws Exception {
    AdminClient.Answer answer = client().ask(request, LIMIT.plus(more));
    requireAllowed(answer);
    return answer;
  }

  /** Asks for something that goes on until the daemon ends, or {@code lines} throws. */
  void follow(String path, AdminClient.Lines lines) throws Exception {
    AdminClient.Answer answer = client().follow(AdminRequest.get(path), LIMIT, lines);
    requireAllowed(answer);
    if (!answer.isDone()) {
      throw refused(answer);
    }
  }

  private void requireAllowed(AdminClient.Answer answer) throws IOException {
    String message = message(answer);
    if (answer.status() == 401) {
      throw new IOException(
          credentials.isNone()
              ? "the daemon wants to know who asks: " + message + " (expected: " + LOGIN + ")"
              : credentials.who() + " is not accepted: " + message + " (expected: " + LOGIN + ")");
    }
    if (answer.status() == 403) {
      throw new IOException(
          "not allowed: " + message + " (expected: somebody who may do that, by " + LOGIN + ")");
    }
  }

  private AdminClient client() throws IOException, UsageException {
    if (client == null) {
      String given = url == null ? surroundings.variable(VARIABLE) : url;
      AdminAddress address = AdminAddress.parse(given == null ? DEFAULT : given);
      SSLSocketFactory tls = tls(address);
      credentials = credentials();
      if (!credentials.isNone() && !address.encrypted() && !address.isLocal()) {
        command
            .commandLine()
            .getErr()
            .println(
                "warning: %s goes to %s unencrypted (expected: https://HOST:PORT)"
                    .formatted(credentials.who(), address.text()));
      }
      client = new AdminClient(address, credentials, tls);
    }
    return client;
  }

  private @Nullable SSLSocketFactory tls(AdminAddress address) throws IOException, UsageException {
    String variable = surroundings.variable(CA);
    Path trusted = ca != null || variable == null ? ca : Path.of(variable);
    if (!address.encrypted()) {
      if (ca != null || certificate != null || key != null) {
        throw new UsageException(
            "--admin: "
                + address.text()
                + " (expected: https://HOST:PORT for --ca, --cert, --key)");
      }
      return null;
    }
    if (key != null && certificate == null) {
      throw new UsageException("--key: " + key + " (expected: --cert, too)");
    }
    return new ClientTls(trusted, certificate, key).sockets();
  }

  private Credentials credentials() throws UsageException {
    if (user != null && tokenFile != null) {
      throw new UsageException("--user and --token-file (expected: one of them)");
    }
    if (user != null) {
      return Credentials.basic(user, password(user));
    }
    if (tokenFile != null) {
      try {
        String text = NamedFile.text(tokenFile, MAX_TOKEN_BYTES, StandardCharsets.ISO_8859_1);
        return Credentials.token(text, tokenFile.toString());
      } catch (IOException e) {
        throw new UsageException("--token-file: " + e.getMessage());
      }
    }
    String token = surroundings.variable(TOKEN);
    return token == null ? Credentials.NONE : Credentials.token(token, TOKEN);
  }

  private String password(String name) throws UsageException {
    if (name.isEmpty() || name.contains(":")) {
      throw new UsageException("--user: " + name + " (expected: a name without a colon)");
    }
    String variable = surroundings.variable(PASSWORD);
    if (variable != null) {
      return variable;
    }
    char[] typed =
        surroundings.terminal().isInteractive()
            ? surroundings.terminal().askSecretly("Password of " + TerminalText.safe(name) + ": ")
            : null;
    if (typed == null) {
      throw new UsageException("--user: no password (expected: the variable " + PASSWORD + ")");
    }
    return new String(typed);
  }

  /** What the daemon said instead of doing it. */
  static Exception refused(AdminClient.Answer answer) {
    String message = message(answer);
    return switch (answer.status()) {
      case 400, 404, 422 -> new UsageException(message);
      default -> new IOException(message);
    };
  }

  private static String message(AdminClient.Answer answer) {
    String whole = JsonValue.parse(answer.body()).get("detail").text();
    // Nobody typed the JSON in which that place would be.
    String message = whole.replaceFirst("^line [0-9]+, column [0-9]+: ", "");
    if (!message.isEmpty()) {
      return message;
    }
    String text = answer.status() + ": " + TerminalText.safe(answer.body().strip());
    return answer.status() == 404 ? text + " (expected: an address that serves api)" : text;
  }
}
