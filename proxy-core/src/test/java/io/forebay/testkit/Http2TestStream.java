package io.forebay.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One stream as a test sees it, on the client's side as on the server's. What is sent goes out at
 * once, as far as windows let it. What comes is collected; to ask for it waits for it up to 10 s
 * and throws an {@link UncheckedIOException} if it cannot come any more. Thread-safe.
 */
public final class Http2TestStream {
  private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Http2TestConnection connection;
  private final int id;
  private final List<Http2Fields> interim = new ArrayList<>();
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private @Nullable Http2Fields head;
  private @Nullable Http2Fields trailers;
  private @Nullable Long resetCode;
  private @Nullable String failure;
  private boolean ended;
  private boolean holdsCredit;
  private int heldBytes;
  private int read;

  Http2TestStream(Http2TestConnection connection, int id) {
    this.connection = connection;
    this.id = id;
  }

  public int id() {
    return id;
  }

  public Http2TestConnection connection() {
    return connection;
  }

  /** Sends a head, or an interim one; {@code end} says that nothing follows. */
  public Http2TestStream head(Http2Fields fields, boolean end) {
    connection.writeHead(id, fields, end);
    return this;
  }

  /** Sends a piece of the body; done when the windows have let all of it out. */
  public Future<?> data(byte[] bytes, boolean end) {
    return connection.writeData(id, bytes, end);
  }

  /** Sends a piece of the body, one byte per character. */
  public Http2TestStream data(String latin1, boolean end) {
    data(EscapedBytes.latin1(latin1), end);
    return this;
  }

  /** Sends the fields that end this side of the stream. */
  public Http2TestStream trailers(Http2Fields fields) {
    return head(fields, true);
  }

  /** Sends RST_STREAM. */
  public void reset(long code) {
    connection.writeReset(id, code);
  }

  /** A whole answer without trailers. */
  public void respond(Http2Fields answer, String latin1) {
    head(answer, latin1.isEmpty());
    if (!latin1.isEmpty()) {
      data(latin1, true);
    }
  }

  /** From now on what comes is kept, and its credit too, so that the windows run dry. */
  public synchronized void holdCredit() {
    holdsCredit = true;
  }

  /** Returns the credit that was kept and holds no more. */
  public synchronized void returnCredit() {
    holdsCredit = false;
    int bytes = heldBytes;
    heldBytes = 0;
    connection.returnCredit(id, bytes);
  }

  /** The final head. */
  public Http2Fields awaitHead() {
    return await("a head", () -> head != null, () -> head);
  }

  /** The whole body, once the peer has ended its side. */
  public byte[] awaitBody() {
    return await("an end", () -> ended, body::toByteArray);
  }

  public String awaitText() {
    return new String(awaitBody(), ISO_8859_1);
  }

  /** What came of the body, once {@code count} bytes have. */
  public byte[] awaitBytes(int count) {
    return await(count + " bytes", () -> body.size() >= count, body::toByteArray);
  }

  /** What came of the body since the last call, as soon as there is any; empty at its end. */
  public byte[] read() {
    return await(
        "data",
        () -> body.size() > read || ended,
        () -> {
          byte[] all = body.toByteArray();
          byte[] fresh = Arrays.copyOfRange(all, read, all.length);
          read = all.length;
          return fresh;
        });
  }

  /** The trailers, once the peer has ended its side; null if it did so without. */
  public @Nullable Http2Fields awaitTrailers() {
    await("an end", () -> ended, () -> "");
    synchronized (this) {
      return trailers;
    }
  }

  /** The code of the RST_STREAM. */
  public long awaitReset() {
    return await("a reset", () -> resetCode != null, () -> resetCode);
  }

  /** The heads of status 1xx so far. */
  public synchronized List<Http2Fields> interim() {
    return List.copyOf(interim);
  }

  /** How many bytes of the body have come. */
  public synchronized int received() {
    return body.size();
  }

  public synchronized boolean isEnded() {
    return ended;
  }

  /** The code of the RST_STREAM that came; null so far. */
  public synchronized @Nullable Long resetCode() {
    return resetCode;
  }

  synchronized void onHead(Http2Fields fields, boolean end) {
    int status = fields.status();
    if (head != null) {
      trailers = fields;
    } else if (status >= 100 && status < 200) {
      interim.add(fields);
    } else {
      head = fields;
    }
    ended |= end;
    notifyAll();
  }

  /** Says how much credit goes back at once. */
  synchronized int onData(byte[] bytes, int flowControlled, boolean end) {
    body.writeBytes(bytes);
    ended |= end;
    notifyAll();
    if (holdsCredit) {
      heldBytes += flowControlled;
      return 0;
    }
    return flowControlled;
  }

  synchronized void onReset(long code) {
    resetCode = code;
    notifyAll();
  }

  synchronized void onFailure(String reason) {
    if (failure == null) {
      failure = reason;
    }
    notifyAll();
  }

  private synchronized <T> T await(
      String what, BooleanSupplier condition, Supplier<@Nullable T> result) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      long left = WAIT_NANOS - (System.nanoTime() - start);
      if (resetCode != null) {
        throw failed("reset with " + resetCode, what);
      }
      if (failure != null) {
        throw failed(failure, what);
      }
      if (left <= 0) {
        throw failed("nothing for 10 s", what);
      }
      try {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw failed("interrupted", what);
      }
    }
    return Objects.requireNonNull(result.get());
  }

  private UncheckedIOException failed(String reason, String expected) {
    return new UncheckedIOException(
        new IOException(
            "stream " + id + ": " + reason + " (expected: " + expected + "); head: " + head));
  }
}
