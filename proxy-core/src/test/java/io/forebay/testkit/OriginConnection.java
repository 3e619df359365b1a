package io.forebay.testkit;

import static io.forebay.testkit.IoCall.unchecked;
import static io.forebay.testkit.IoCall.uncheckedAction;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One accepted connection in the hands of an {@link OriginScript}. Reads and writes block on the
 * script's thread and fail with {@link UncheckedIOException} when the proxy resets or the origin
 * closes; {@link #close}, {@link #reset} and {@link #halfClose} may be called from any thread.
 */
public final class OriginConnection {
  private final Socket raw;
  private final Socket socket;
  private final ScriptedOrigin origin;
  private final WireReader in;
  private final CountDownLatch closed = new CountDownLatch(1);
  private @Nullable RawHead pendingHead;

  /**
   * @param raw below the encryption of {@code socket}; the same one without
   */
  OriginConnection(Socket raw, Socket socket, ScriptedOrigin origin) throws IOException {
    this.raw = raw;
    this.socket = socket;
    this.origin = origin;
    raw.setTcpNoDelay(true);
    this.in = new WireReader(socket.getInputStream());
  }

  /** The proxy's port, which tells one connection from another. */
  public int peerPort() {
    return socket.getPort();
  }

  /**
   * The next request with its body; null if the proxy closes or resets between requests. After
   * {@link #readHead} it completes that request.
   */
  public @Nullable RawRequest readRequest() {
    if (pendingHead == null && readHead() == null) {
      return null;
    }
    return unchecked(
        () -> {
          RawHead head = pendingHead;
          pendingHead = null;
          RawRequest request = RawRequest.complete(head, in);
          origin.received(request);
          return request;
        });
  }

  /** The next head as received; null if the proxy closes or resets before it begins. */
  public @Nullable String readHead() {
    in.mark();
    if (isClosedBetweenMessages()) {
      return null;
    }
    return unchecked(
        () -> {
          pendingHead = RawHead.read(in, RawRequest.REQUEST_LINE);
          origin.receivedHead(pendingHead.text());
          return pendingHead.text();
        });
  }

  /** Raw bytes, for a tunnel or part of a body: the rest of the message is the script's too. */
  public byte[] readExactly(int length) {
    pendingHead = null;
    return unchecked(() -> in.readExactly(length));
  }

  public void send(String latin1) {
    send(EscapedBytes.latin1(latin1));
  }

  public void send(byte[] bytes) {
    uncheckedAction(() -> socket.getOutputStream().write(bytes));
  }

  /** Sends each byte in a segment of its own, {@code perByte} apart. */
  public void sendSlowly(String latin1, Duration perByte) {
    for (byte b : EscapedBytes.latin1(latin1)) {
      send(new byte[] {b});
      pause(perByte);
    }
  }

  /** Waits, unless this connection is closed from this side first. */
  public void pause(Duration duration) {
    try {
      if (closed.await(duration.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new UncheckedIOException(new SocketException("closed during a pause"));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new InterruptedIOException("interrupted during a pause"));
    }
  }

  /** Drops what the proxy sends until it closes; returns how many bytes came, 0 on a reset. */
  public long awaitClose() {
    try {
      return in.skipToEnd();
    } catch (IOException e) {
      return 0;
    }
  }

  /** Sends FIN and keeps reading. */
  public void halfClose() {
    uncheckedAction(socket::shutdownOutput);
  }

  /** Closes with RST, which may overtake bytes that were sent just before. */
  public void reset() {
    uncheckedAction(
        () -> {
          raw.setSoLinger(true, 0);
          raw.close();
        });
    closed.countDown();
  }

  /** Ends the connection below its encryption, with no word of it. */
  public void cut() {
    uncheckedAction(raw::close);
    closed.countDown();
  }

  /** Closes; the kernel makes it RST if received bytes were left unread. */
  public void close() {
    uncheckedAction(socket::close);
    closed.countDown();
  }

  private boolean isClosedBetweenMessages() {
    try {
      return in.peek() < 0;
    } catch (IOException e) {
      return true;
    }
  }
}
