package io.forebay.log;

import io.forebay.config.SyslogAddress;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Messages one after the other on a connection. While the receiver is away they wait for it for two
 * seconds; after that they are lost at once, until it is back.
 */
final class TcpSender implements SyslogSender {
  /** More than any receiver takes without being told to. */
  static final int MAX_BYTES = 64 * 1024;

  private static final int FLUSH_BYTES = 64 * 1024;

  private final SyslogHost host;
  private final Frames frames = new Frames(FLUSH_BYTES);
  private final Backoff backoff = new Backoff();
  private @Nullable SyslogConnection connection;
  private String trouble = "";

  TcpSender(SyslogAddress address) {
    this.host = new SyslogHost(address);
  }

  @Override
  public int maxBytes() {
    return MAX_BYTES;
  }

  @Override
  public void open() throws IOException {
    host.lookUp();
  }

  @Override
  public int send(byte[] bytes, int from, int to) {
    frames.add(bytes, from, to);
    return frames.length() < FLUSH_BYTES ? 0 : flush();
  }

  @Override
  public int flush() {
    if (frames.length() == 0) {
      return 0;
    }
    ByteBuffer rest = frames.buffer();
    try {
      connected().write(rest);
      return 0;
    } catch (IOException e) {
      trouble = String.valueOf(e.getMessage());
      close();
      return frames.unsent(rest.position());
    } finally {
      frames.clear();
    }
  }

  private SyslogConnection connected() throws IOException {
    SyslogConnection open = connection;
    if (open != null && open.isUsable() && open.leadsTo(host.found())) {
      return open;
    }
    close();
    while (backoff.await()) {
      try {
        return connect();
      } catch (IOException e) {
        trouble = String.valueOf(e.getMessage());
        backoff.failed();
      }
    }
    throw new IOException(trouble);
  }

  private SyslogConnection connect() throws IOException {
    if (!backoff.isFirstTry()) {
      // The receiver may be away because it moved.
      host.lookUpAgain();
    }
    SyslogConnection made = SyslogConnection.to(host.found());
    connection = made;
    backoff.succeeded();
    return made;
  }

  @Override
  public String trouble() {
    return trouble;
  }

  @Override
  public void close() {
    SyslogConnection open = connection;
    connection = null;
    Closing.quietly(open);
  }
}
