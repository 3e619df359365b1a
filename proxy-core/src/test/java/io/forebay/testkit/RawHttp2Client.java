package io.forebay.testkit;

import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * An HTTP/2 client that keeps no rules: it sends the frames it is told, in any state, and reads
 * frame by frame. Header blocks are literals, without a table and without Huffman coding. Fails as
 * {@link RawClient} does. For one thread at a time.
 */
public final class RawHttp2Client implements AutoCloseable {
  public static final byte[] PREFACE = EscapedBytes.latin1("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

  private static final byte[] EMPTY = {};

  private final RawClient client;

  private RawHttp2Client(RawClient client) {
    this.client = client;
  }

  /** Connects and sends nothing. */
  public static RawHttp2Client connect(int port) {
    return over(RawClient.connect(port));
  }

  /** Takes ownership of {@code client}. */
  public static RawHttp2Client over(RawClient client) {
    return new RawHttp2Client(client);
  }

  /** Connects, sends preface and empty SETTINGS, reads the peer's SETTINGS and acknowledges. */
  public static RawHttp2Client greeted(int port) {
    RawHttp2Client client = connect(port).send(PREFACE).settings();
    client.await(RawHttp2Frame.SETTINGS);
    return client.frame(RawHttp2Frame.SETTINGS, RawHttp2Frame.ACK, 0, EMPTY);
  }

  /** The connection below, for bytes that are no frames. */
  public RawClient raw() {
    return client;
  }

  public RawHttp2Client send(byte[] bytes) {
    client.send(bytes);
    return this;
  }

  public RawHttp2Client frame(int type, int flags, int stream, byte[] payload) {
    return send(new RawHttp2Frame(type, flags, stream, payload).bytes());
  }

  /** Names and values in turn, in one HEADERS frame. */
  public RawHttp2Client headers(int stream, boolean end, String... namesAndValues) {
    int flags = RawHttp2Frame.END_HEADERS | (end ? RawHttp2Frame.END_STREAM : 0);
    return frame(RawHttp2Frame.HEADERS, flags, stream, block(namesAndValues));
  }

  /** A whole GET of {@code path}. */
  public RawHttp2Client get(int stream, String path) {
    return headers(stream, true, request("GET", path));
  }

  /** The four pseudo-headers of a request, for {@link #headers} and {@link #block}. */
  public static String[] request(String method, String path) {
    return new String[] {
      ":method", method, ":scheme", "http", ":authority", "localhost", ":path", path
    };
  }

  public RawHttp2Client data(int stream, boolean end, String latin1) {
    return frame(
        RawHttp2Frame.DATA,
        end ? RawHttp2Frame.END_STREAM : 0,
        stream,
        EscapedBytes.latin1(latin1));
  }

  public RawHttp2Client reset(int stream, int code) {
    return frame(RawHttp2Frame.RST_STREAM, 0, stream, int32(code));
  }

  public RawHttp2Client windowUpdate(int stream, int increment) {
    return frame(RawHttp2Frame.WINDOW_UPDATE, 0, stream, int32(increment));
  }

  public RawHttp2Client ping(long value) {
    return frame(RawHttp2Frame.PING, 0, 0, ByteBuffer.allocate(8).putLong(value).array());
  }

  /** Identifiers and values in turn. */
  public RawHttp2Client settings(int... identifiersAndValues) {
    ByteBuffer payload = ByteBuffer.allocate(identifiersAndValues.length * 3);
    for (int i = 0; i < identifiersAndValues.length; i += 2) {
      payload.putShort((short) identifiersAndValues[i]).putInt(identifiersAndValues[i + 1]);
    }
    return frame(RawHttp2Frame.SETTINGS, 0, 0, payload.array());
  }

  /** A header block of literals that are not to be indexed. */
  public static byte[] block(String... namesAndValues) {
    var out = new ByteArrayOutputStream();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      out.write(0);
      string(out, namesAndValues[i]);
      string(out, namesAndValues[i + 1]);
    }
    return out.toByteArray();
  }

  /** The next frame of any type. */
  public RawHttp2Frame read() {
    ByteBuffer head = ByteBuffer.wrap(client.readExactly(RawHttp2Frame.HEAD_BYTES));
    int length = (head.get() & 0xff) << 16 | head.getShort() & 0xffff;
    int type = head.get();
    int flags = head.get() & 0xff;
    return new RawHttp2Frame(type, flags, head.getInt(), client.readExactly(length));
  }

  /** Reads up to the next frame of {@code type}, which is returned. */
  public RawHttp2Frame await(int type) {
    RawHttp2Frame frame = read();
    while (frame.type() != type) {
      frame = read();
    }
    return frame;
  }

  /** Reads up to the next frame of {@code type} on {@code stream}, which is returned. */
  public RawHttp2Frame await(int type, int stream) {
    RawHttp2Frame frame = await(type);
    while (frame.stream() != stream) {
      frame = await(type);
    }
    return frame;
  }

  /** As {@link RawClient#closedByPeer}, dropping the frames that still come. */
  public boolean closedByPeer(Duration timeout) {
    try {
      while (!client.closedByPeer(timeout)) {
        if (client.silentFor(Duration.ofMillis(1))) {
          return false;
        }
        read();
      }
      return true;
    } catch (UncheckedIOException e) {
      return true;
    }
  }

  @Override
  public void close() {
    client.close();
  }

  private static byte[] int32(int value) {
    return ByteBuffer.allocate(4).putInt(value).array();
  }

  /** A length of seven bits with its continuation (RFC 7541 §5.1), then the bytes. */
  private static void string(ByteArrayOutputStream out, String latin1) {
    int length = latin1.length();
    if (length < 0x7f) {
      out.write(length);
    } else {
      out.write(0x7f);
      int rest = length - 0x7f;
      for (; rest >= 0x80; rest >>>= 7) {
        out.write(rest & 0x7f | 0x80);
      }
      out.write(rest);
    }
    out.writeBytes(EscapedBytes.latin1(latin1));
  }
}
