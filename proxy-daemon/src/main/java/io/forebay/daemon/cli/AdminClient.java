package io.forebay.daemon.cli;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Asks a running daemon, one request per connection. Plain sockets: an HTTP client takes longer to
 * start than all the rest, and knows no unix sockets.
 */
final class AdminClient {

  private static final int MAX_BYTES = 64 * 1024 * 1024;

  /** An answer. */
  record Answer(int status, String body) {

    boolean isDone() {
      return status / 100 == 2;
    }
  }

  /** Takes the lines of an answer as they come. */
  @FunctionalInterface
  interface Lines {
    void take(String line) throws IOException;
  }

  private final AdminAddress address;
  private final Credentials credentials;
  private final @Nullable SSLSocketFactory tls;

  /**
   * @param tls null where {@code address} is not encrypted
   */
  AdminClient(AdminAddress address, Credentials credentials, @Nullable SSLSocketFactory tls) {
    this.address = address;
    this.credentials = credentials;
    this.tls = tls;
  }

  /**
   * Sends one request.
   *
   * @param limit how long the answer may take
   * @throws IOException with a message fit for operators
   */
  Answer ask(AdminRequest request, Duration limit) throws IOException {
    try (Link link = new Link(address, limit)) {
      try {
        AnswerReader reader = reader(link, request);
        int status = head(reader);
        return new Answer(status, body(reader));
      } catch (IOException e) {
        throw told(link, e, limit);
      }
    }
  }

  /**
   * Sends one request whose answer may go on without end.
   *
   * @param limit how long it may take until it begins
   * @param lines given those of an answer with status 200, without their ends
   * @return the answer, without a body where {@code lines} got it
   * @throws IOException with a message fit for operators
   */
  Answer follow(AdminRequest request, Duration limit, Lines lines) throws IOException {
    try (Link link = new Link(address, limit)) {
      AnswerReader reader;
      int status;
      try {
        reader = reader(link, request);
        status = head(reader);
        if (status != 200) {
          return new Answer(status, body(reader));
        }
      } catch (IOException e) {
        throw told(link, e, limit);
      }
      link.takeYourTime();
      takeLines(reader, lines);
      return new Answer(status, "");
    }
  }

  private AnswerReader reader(Link link, AdminRequest request) throws IOException {
    return new AnswerReader(link.send(request.bytes(address.host(), credentials), tls));
  }

  private int head(AnswerReader reader) throws IOException {
    try {
      return reader.readHead();
    } catch (IOException e) {
      throw e.getMessage() != null && e.getMessage().startsWith("no HTTP")
          ? new IOException(address.text() + " does not speak HTTP (expected: an admin address)", e)
          : e;
    }
  }

  private IOException told(Link link, IOException failure, Duration limit) {
    return link.isLate()
        ? new IOException(
            "no answer from " + address.text() + " within " + limit.toSeconds() + "s", failure)
        : failure;
  }

  private static String body(AnswerReader reader) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int next = reader.read(); next >= 0; next = reader.read()) {
      all.write(next);
      if (all.size() > MAX_BYTES) {
        throw new IOException("the answer is too large (expected: at most 64 MiB)");
      }
    }
    return all.toString(StandardCharsets.UTF_8);
  }

  /** Until the answer ends, or breaks off, as when the daemon ends. */
  private static void takeLines(AnswerReader reader, Lines lines) throws IOException {
    try {
      takeWholeLines(reader, lines);
    } catch (EOFException | SocketException | SSLException e) {
      // There are no more.
    }
  }

  private static void takeWholeLines(AnswerReader reader, Lines lines) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = reader.read(); next >= 0; next = reader.read()) {
      if (next == '\n') {
        lines.take(line.toString(StandardCharsets.UTF_8));
        line.reset();
      } else if (line.size() < MAX_BYTES) {
        line.write(next);
      }
    }
  }
}
