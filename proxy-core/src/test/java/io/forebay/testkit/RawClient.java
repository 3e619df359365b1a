package io.forebay.testkit;

import static io.forebay.testkit.IoCall.unchecked;
import static io.forebay.testkit.IoCall.uncheckedAction;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A client that sends what it is told and reads strictly: {@link MalformedMessageError} for a
 * response that breaks RFC 9112, {@link UncheckedIOException} for one that ends early, is reset or
 * does not come within the read timeout (10 s unless set). Bytes after a body are left unread and
 * break the next read. For one thread at a time.
 */
public final class RawClient implements AutoCloseable {
  private static final int MAX_SHOWN = 300;
  private static final Duration DEFAULT_READ_TIMEOUT = Duration.ofSeconds(10);

  private final Socket socket;
  private final WireReader in;
  private Duration readTimeout = DEFAULT_READ_TIMEOUT;

  private RawClient(Socket socket) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(millis(readTimeout));
    this.in = new WireReader(socket.getInputStream());
  }

  /** Connects to {@code port} of the loopback address. */
  public static RawClient connect(int port) {
    return connect(loopback(port));
  }

  public static RawClient connect(InetSocketAddress address) {
    return connect(new Socket(), address);
  }

  /** Connects to the unix socket at {@code path}. */
  public static RawClient connect(Path path) {
    return unchecked(() -> new RawClient(UnixSocket.connect(path)));
  }

  /** Connects with a small window, so that a peer feels a slow reader after few bytes. */
  public static RawClient connect(InetSocketAddress address, int receiveBufferSize) {
    var socket = new Socket();
    uncheckedAction(
        () -> {
          // The window scale is fixed in the handshake: set before connect or it has no effect.
          socket.setReceiveBufferSize(receiveBufferSize);
        });
    return connect(socket, address);
  }

  /** Takes ownership of a connected socket, for example one with TLS on it. */
  public static RawClient over(Socket socket) {
    return unchecked(() -> new RawClient(socket));
  }

  static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private static RawClient connect(Socket socket, InetSocketAddress address) {
    return unchecked(
        () -> {
          try {
            socket.connect(address, millis(DEFAULT_READ_TIMEOUT));
            return new RawClient(socket);
          } catch (IOException e) {
            socket.close();
            throw e;
          }
        });
  }

  /** How long a read may wait for the next byte. */
  public RawClient readTimeout(Duration timeout) {
    return unchecked(
        () -> {
          socket.setSoTimeout(millis(timeout));
          readTimeout = timeout;
          return this;
        });
  }

  public int localPort() {
    return socket.getLocalPort();
  }

  /** Sends one byte per character (ISO-8859-1). */
  public RawClient send(String latin1) {
    return send(EscapedBytes.latin1(latin1));
  }

  public RawClient send(byte[] bytes) {
    return unchecked(
        () -> {
          socket.getOutputStream().write(bytes);
          return this;
        });
  }

  /** Sends FIN and keeps reading. */
  public void shutdownOutput() {
    uncheckedAction(socket::shutdownOutput);
  }

  /** Closes with RST. */
  public void reset() {
    uncheckedAction(
        () -> {
          socket.setSoLinger(true, 0);
          socket.close();
        });
  }

  /** The next head as received, to the empty line. Its body, if any, is left to read. */
  public String readHead() {
    return reading(
        () -> {
          in.mark();
          RawHead head = RawHead.read(in, RawResponse.STATUS_LINE);
          if (head == null) {
            throw new IOException("closed before a head");
          }
          return head.text();
        });
  }

  /** The next final response, to anything but HEAD or CONNECT. */
  public RawResponse readResponse() {
    return readResponse("GET");
  }

  public RawResponse readResponse(String requestMethod) {
    return reading(() -> RawResponse.read(in, requestMethod));
  }

  public List<RawResponse> readResponses(int count) {
    var responses = new ArrayList<RawResponse>(count);
    while (responses.size() < count) {
      responses.add(readResponse());
    }
    return responses;
  }

  /** The next bytes as they are, of a tunnel for example. */
  public byte[] readExactly(int length) {
    return reading(
        () -> {
          in.mark();
          return in.readExactly(length);
        });
  }

  /** Everything up to the end of the stream, unparsed. Fails if the peer resets instead. */
  public String readAll() {
    return reading(
        () -> {
          in.mark();
          return EscapedBytes.latin1(in.readToEnd());
        });
  }

  /**
   * Waits for FIN or RST as the very next thing. False if nothing comes in time, and at once if a
   * byte comes first: that byte stays unread.
   */
  public boolean closedByPeer(Duration timeout) {
    return next(timeout) == Next.CLOSE;
  }

  /** Whether neither a byte nor a close comes within {@code timeout}. Consumes nothing. */
  public boolean silentFor(Duration timeout) {
    return next(timeout) == Next.NOTHING;
  }

  private enum Next {
    NOTHING,
    BYTE,
    CLOSE
  }

  private Next next(Duration timeout) {
    if (socket.isClosed()) {
      throw new IllegalStateException("closed on this side");
    }
    return unchecked(
        () -> {
          socket.setSoTimeout(millis(timeout));
          try {
            return in.peek() < 0 ? Next.CLOSE : Next.BYTE;
          } catch (SocketTimeoutException e) {
            return Next.NOTHING;
          } catch (IOException e) {
            return Next.CLOSE;
          } finally {
            socket.setSoTimeout(millis(readTimeout));
          }
        });
  }

  @Override
  public void close() {
    uncheckedAction(socket::close);
  }

  /** Adds what the message had given so far to the failure. */
  private <T> T reading(IoCall<T> call) {
    try {
      return call.run();
    } catch (IOException e) {
      String soFar = EscapedBytes.encode(EscapedBytes.latin1(in.consumed()));
      String shown =
          soFar.length() > MAX_SHOWN ? "..." + soFar.substring(soFar.length() - MAX_SHOWN) : soFar;
      throw new UncheckedIOException(e.getMessage() + " after \"" + shown + '"', e);
    }
  }

  private static int millis(Duration duration) {
    // Zero would mean forever to the socket.
    return (int) Math.max(1, duration.toMillis());
  }
}
