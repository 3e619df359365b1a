package io.forebay.log;

import io.forebay.config.LogPath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A file, a pipe, or a stream of the process. */
final class FileSink implements LogSink {
  private static final ByteBuffer LINE_END = ByteBuffer.wrap(new byte[] {'\n'}).asReadOnlyBuffer();

  /** Opens the file under its name. */
  interface Opener {
    WritableByteChannel open() throws IOException;
  }

  private final String path;
  private final Opener opener;
  private final AtomicReference<@Nullable WritableByteChannel> reopened = new AtomicReference<>();
  private @Nullable WritableByteChannel channel;
  private boolean insideLine;
  private String trouble = "";

  FileSink(String path) {
    this(path, () -> LogFile.open(path));
  }

  FileSink(String path, Opener opener) {
    this.path = path;
    this.opener = opener;
  }

  @Override
  public void open() throws IOException {
    closeQuietly(reopened.getAndSet(opener.open()));
  }

  @Override
  public int write(byte[] bytes, int length) {
    ByteBuffer rest = ByteBuffer.wrap(bytes, 0, length);
    try {
      WritableByteChannel file = current();
      if (insideLine) {
        writeAll(file, LINE_END.duplicate());
        insideLine = false;
      }
      writeAll(file, rest);
      return 0;
    } catch (IOException e) {
      trouble = LogFile.reason(path, e);
      int written = rest.position();
      insideLine |= written > 0 && bytes[written - 1] != '\n';
      close();
      return Lines.count(bytes, written, length);
    }
  }

  private WritableByteChannel current() throws IOException {
    WritableByteChannel next = reopened.getAndSet(null);
    if (next != null) {
      close();
      channel = next;
    }
    WritableByteChannel file = channel;
    if (file == null) {
      file = opener.open();
      channel = file;
    }
    return file;
  }

  private static void writeAll(WritableByteChannel file, ByteBuffer rest) throws IOException {
    while (rest.hasRemaining()) {
      file.write(rest);
    }
  }

  @Override
  public String trouble() {
    return trouble;
  }

  @Override
  public void close() {
    WritableByteChannel file = channel;
    channel = null;
    closeQuietly(file);
  }

  private void closeQuietly(@Nullable WritableByteChannel file) {
    if (file == null || LogPath.isStream(path)) {
      return;
    }
    try {
      file.close();
    } catch (IOException e) {
      trouble = LogFile.reason(path, e);
    }
  }
}
