package io.forebay.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.forebay.testkit.OriginConnection;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawHttp2Client;
import io.forebay.testkit.RawHttp2Frame;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A server of HTTP/2 that answers some requests as it should, and does anything at all in between.
 * An answer tells its request's path in {@code x-path} and is that path over and over again;
 * content that is none has {@code '!'} in it.
 */
final class WildServer implements OriginScript {

  private static final int PREFACE_BYTES = 24;
  private static final int HEAD_BYTES = 9;
  private static final int MOST_PATHS = 6000;
  private static final int DATA_BYTES = 16_384;
  private static final byte[] NOTHING = {};

  private final AtomicLong seed;

  WildServer(long seed) {
    this.seed = new AtomicLong(seed);
  }

  @Override
  public void run(OriginConnection c) throws Http2Exception {
    new Wild(c, new Random(seed.incrementAndGet())).run();
  }

  /** One connection. */
  private static final class Wild {
    private final OriginConnection c;
    private final Random random;
    private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);
    private final Map<Integer, String> open = new TreeMap<>();
    private final int wildness;
    private boolean over;

    Wild(OriginConnection c, Random random) {
      this.c = c;
      this.random = random;
      this.wildness = 3 + random.nextInt(30);
    }

    void run() throws Http2Exception {
      c.readExactly(PREFACE_BYTES);
      frame(RawHttp2Frame.SETTINGS, 0, 0, random.nextBoolean() ? NOTHING : setting());
      while (!over) {
        ByteBuffer head = ByteBuffer.wrap(c.readExactly(HEAD_BYTES));
        int length = (head.get() & 0xff) << 16 | head.getShort() & 0xffff;
        int type = head.get();
        int flags = head.get();
        take(type, flags, head.getInt(), c.readExactly(length));
        if (random.nextInt(wildness) == 0) {
          wild();
        }
      }
    }

    private void take(int type, int flags, int stream, byte[] payload) throws Http2Exception {
      boolean ack = (flags & RawHttp2Frame.ACK) != 0;
      switch (type) {
        case RawHttp2Frame.HEADERS -> request(stream, payload);
        case RawHttp2Frame.DATA -> {
          if (payload.length > 0) {
            number(RawHttp2Frame.WINDOW_UPDATE, 0, payload.length);
            number(RawHttp2Frame.WINDOW_UPDATE, stream, payload.length);
          }
        }
        case RawHttp2Frame.SETTINGS -> {
          if (!ack) {
            frame(RawHttp2Frame.SETTINGS, RawHttp2Frame.ACK, 0, NOTHING);
          }
        }
        case RawHttp2Frame.PING -> {
          if (!ack) {
            frame(RawHttp2Frame.PING, RawHttp2Frame.ACK, 0, payload);
          }
        }
        case RawHttp2Frame.RST_STREAM -> open.remove(stream);
        case RawHttp2Frame.GOAWAY -> over = true;
        default -> {}
      }
    }

    private void request(int stream, byte[] block) throws Http2Exception {
      var head = decoder.decodeHeaders(stream, Unpooled.wrappedBuffer(block));
      if (head.path() == null) {
        return;
      }
      open.put(stream, head.path().toString());
      if (random.nextInt(8) > 0) {
        answer(stream);
      }
    }

    // ---- as it should be ----

    private void answer(int stream) {
      String path = open.remove(stream);
      if (path == null) {
        return;
      }
      if (random.nextInt(5) == 0) {
        interim(stream, 1);
      }
      byte[] body = path.repeat(random.nextInt(MOST_PATHS)).getBytes(ISO_8859_1);
      boolean trailers = random.nextInt(3) == 0;
      heads(stream, body.length == 0 && !trailers, body.length, path);
      for (int at = 0; at < body.length; ) {
        int end = Math.min(body.length, at + 1 + random.nextInt(DATA_BYTES));
        boolean last = end == body.length && !trailers;
        frame(RawHttp2Frame.DATA, last ? 1 : 0, stream, Arrays.copyOfRange(body, at, end));
        at = end;
        if (random.nextInt(10 * wildness) == 0) {
          wild();
        }
      }
      if (trailers) {
        frame(RawHttp2Frame.HEADERS, 5, stream, RawHttp2Client.block("x-last", "1"));
      }
    }

    private void heads(int stream, boolean end, int length, String path) {
      List<String> head = new ArrayList<>(List.of(":status", "200"));
      head.addAll(List.of("x-path", path, "content-length", "" + length));
      byte[] block = RawHttp2Client.block(head.toArray(String[]::new));
      frame(RawHttp2Frame.HEADERS, 4 | (end ? 1 : 0), stream, block);
    }

    private void interim(int stream, int count) {
      for (int i = 0; i < count; i++) {
        frame(RawHttp2Frame.HEADERS, 4, stream, RawHttp2Client.block(":status", "103"));
      }
    }

    // ---- as it should not be, or need not be ----

    private void wild() {
      int stream = stream();
      switch (random.nextInt(15)) {
        case 0, 1 -> {
          open.remove(stream);
          number(RawHttp2Frame.RST_STREAM, stream, random.nextInt(15));
        }
        case 2 -> goAway();
        case 3, 4 -> frame(RawHttp2Frame.SETTINGS, 0, 0, setting());
        case 5 -> number(RawHttp2Frame.WINDOW_UPDATE, random.nextBoolean() ? 0 : stream, any());
        case 6 -> interim(stream, 1 + random.nextInt(20));
        case 7 -> hugeHead(stream);
        case 8 -> frame(RawHttp2Frame.HEADERS, 5, stream, RawHttp2Client.block("x-last", "1"));
        case 9 -> frame(random.nextInt(256), random.nextInt(256), random.nextInt(4), noise());
        case 10 -> frame(RawHttp2Frame.PING, random.nextInt(2), 0, new byte[8]);
        case 11 -> frame(RawHttp2Frame.DATA, random.nextInt(2), stream, noise());
        case 12 -> answer(stream);
        case 13 -> odd(stream);
        default -> end();
      }
    }

    private void end() {
      if (random.nextBoolean()) {
        c.reset();
      }
      over = true;
    }

    private void goAway() {
      byte[] payload = ByteBuffer.allocate(8).putInt(random.nextInt(40)).putInt(0).array();
      frame(RawHttp2Frame.GOAWAY, 0, 0, payload);
    }

    private byte[] setting() {
      int id = 1 + random.nextInt(9);
      int[] values = {0, 1, 100, 16_384, 65_535, 1 << 20, Integer.MAX_VALUE};
      int value = values[random.nextInt(values.length)];
      if (id == 2 || id == 8) {
        value &= 1;
      }
      return ByteBuffer.allocate(6).putShort((short) id).putInt(value).array();
    }

    private void hugeHead(int stream) {
      String value = "v".repeat(random.nextInt(15_000));
      frame(RawHttp2Frame.HEADERS, 0, stream, RawHttp2Client.block(":status", "200", "a", value));
      for (int i = random.nextInt(6); i > 0; i--) {
        frame(RawHttp2Frame.CONTINUATION, 0, stream, RawHttp2Client.block("b", value));
      }
      frame(RawHttp2Frame.CONTINUATION, 4, stream, RawHttp2Client.block("x-path", "!"));
    }

    private void odd(int stream) {
      String[] names = {"connection", "Upper", ":status", "", "transfer-encoding", "a b", ":path"};
      String name = names[random.nextInt(names.length)];
      byte[] block = RawHttp2Client.block(":status", "20" + random.nextInt(10), name, "chunked");
      frame(RawHttp2Frame.HEADERS, 4 | random.nextInt(2), stream, block);
    }

    /** Usually one that is open. */
    private int stream() {
      List<Integer> all = List.copyOf(open.keySet());
      boolean known = !all.isEmpty() && random.nextInt(6) > 0;
      return known ? all.get(random.nextInt(all.size())) : 1 + random.nextInt(40);
    }

    private int any() {
      return random.nextInt(6) == 0 ? 0 : 1 + random.nextInt(1 << 20);
    }

    private byte[] noise() {
      return "!".repeat(random.nextInt(200)).getBytes(ISO_8859_1);
    }

    private void number(int type, int stream, int value) {
      frame(type, 0, stream, ByteBuffer.allocate(4).putInt(value).array());
    }

    private void frame(int type, int flags, int stream, byte[] payload) {
      c.send(new RawHttp2Frame(type, flags, stream, payload).bytes());
    }
  }
}
