package io.forebay.e2e;

import io.forebay.testkit.RawHttp2Client;
import io.forebay.testkit.RawHttp2Frame;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/**
 * What a client of HTTP/2 may send in one connection, most of it as it should be and some of it
 * not. The paths of requests name {@code history} and differ from each other.
 */
final class RandomFrames {

  private static final int MOST_FRAMES = 40;
  private static final byte[] NOTHING = {};

  private final Random random;
  private final String history;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final TreeSet<Integer> open = new TreeSet<>();
  private int next = 1;

  RandomFrames(Random random, String history) {
    this.random = random;
    this.history = history;
  }

  /** The preface and all frames. */
  byte[] all() {
    out.writeBytes(RawHttp2Client.PREFACE);
    settings();
    int frames = random.nextInt(MOST_FRAMES);
    for (int i = 0; i < frames; i++) {
      frame();
    }
    return out.toByteArray();
  }

  /** The same bytes, in parts of any size. */
  List<byte[]> parts() {
    byte[] all = all();
    List<byte[]> parts = new ArrayList<>();
    int most = random.nextBoolean() ? 40 : 4000;
    for (int at = 0; at < all.length; ) {
      int end = Math.min(all.length, at + 1 + random.nextInt(most));
      parts.add(Arrays.copyOfRange(all, at, end));
      at = end;
    }
    return parts;
  }

  private void frame() {
    switch (random.nextInt(14)) {
      case 0, 1, 2, 3 -> request();
      case 4, 5, 6 -> data();
      case 7 -> trailers();
      case 8 -> number(RawHttp2Frame.RST_STREAM, stream(), random.nextInt(14));
      case 9 -> number(RawHttp2Frame.WINDOW_UPDATE, streamOrNone(), increment());
      case 10 -> settings();
      case 11 -> add(RawHttp2Frame.PING, random.nextInt(2), 0, new byte[8]);
      case 12 -> add(random.nextInt(256), random.nextInt(256), streamOrNone(), bytes(60));
      default -> fragments();
    }
  }

  private void request() {
    boolean end = random.nextBoolean();
    add(RawHttp2Frame.HEADERS, 4 | (end ? 1 : 0), next, RawHttp2Client.block(head(end)));
    begun(end);
  }

  private String[] head(boolean end) {
    List<String> fields = new ArrayList<>();
    String method = end ? pick("GET", "HEAD", "DELETE", "POST") : pick("POST", "PUT", "GET");
    fields.addAll(List.of(RawHttp2Client.request(method, "/" + history + "/" + next)));
    if (random.nextInt(4) == 0) {
      fields.addAll(List.of("content-length", "" + random.nextInt(3) * 50));
    }
    if (random.nextInt(4) == 0) {
      fields.addAll(List.of("cookie", "a=b", "cookie", "c=d"));
    }
    if (random.nextInt(6) == 0) {
      fields.addAll(List.of("expect", "100-continue"));
    }
    if (random.nextInt(8) == 0) {
      String name =
          pick("te", "connection", "Upper", "a b", "", ":path", "x\n", "transfer-encoding");
      fields.addAll(List.of(name, pick("trailers", "close", "chunked", "", "a\0b", "1")));
    }
    return fields.toArray(String[]::new);
  }

  private void begun(boolean end) {
    if (!end) {
      open.add(next);
    }
    next += random.nextInt(20) == 0 ? 3 : 2;
  }

  private void data() {
    int stream = stream();
    boolean end = random.nextInt(3) == 0;
    if (end) {
      open.remove(stream);
    }
    boolean padded = random.nextInt(5) == 0;
    byte[] payload = bytes(pick(0, 50, 100, 1000, 16_384));
    if (padded && payload.length > 0) {
      payload[0] = (byte) random.nextInt(random.nextInt(20) == 0 ? 256 : payload.length);
    }
    add(0, (end ? 1 : 0) | (padded ? RawHttp2Frame.PADDED : 0), stream, payload);
  }

  private void trailers() {
    int stream = stream();
    open.remove(stream);
    int flags = random.nextInt(8) == 0 ? 4 : 5;
    add(RawHttp2Frame.HEADERS, flags, stream, RawHttp2Client.block("x-trailer", "1"));
  }

  /** A request in several frames, between which there may be what must not be. */
  private void fragments() {
    boolean end = random.nextBoolean();
    byte[] block = RawHttp2Client.block(head(end));
    int cut = random.nextInt(block.length);
    add(RawHttp2Frame.HEADERS, end ? 1 : 0, next, Arrays.copyOf(block, cut));
    if (random.nextInt(12) == 0) {
      data();
    }
    add(RawHttp2Frame.CONTINUATION, 4, next, Arrays.copyOfRange(block, cut, block.length));
    begun(end);
  }

  private void settings() {
    ByteBuffer payload = ByteBuffer.allocate(12);
    int settings = random.nextInt(3);
    for (int i = 0; i < settings; i++) {
      int id = 1 + random.nextInt(9);
      int value = pick(0, 1, 100, 4096, 65_535, 16_384, 1 << 20, Integer.MAX_VALUE);
      payload.putShort((short) id).putInt(id == 2 || id == 8 ? value & 1 : value);
    }
    add(RawHttp2Frame.SETTINGS, 0, 0, Arrays.copyOf(payload.array(), payload.position()));
    if (random.nextBoolean()) {
      add(RawHttp2Frame.SETTINGS, RawHttp2Frame.ACK, 0, NOTHING);
    }
  }

  private int increment() {
    return random.nextInt(10) == 0 ? pick(0, Integer.MAX_VALUE) : 1 + random.nextInt(100_000);
  }

  /** Usually one that is open. */
  private int stream() {
    if (open.isEmpty() || random.nextInt(15) == 0) {
      return 1 + random.nextInt(next + 2);
    }
    return open.stream().skip(random.nextInt(open.size())).findFirst().orElseThrow();
  }

  private int streamOrNone() {
    return random.nextBoolean() ? 0 : stream();
  }

  private void number(int type, int stream, int value) {
    add(type, 0, stream, ByteBuffer.allocate(4).putInt(value).array());
  }

  /** Now and then with one bit that is not as it should be. */
  private void add(int type, int flags, int stream, byte[] payload) {
    byte[] bytes = new RawHttp2Frame(type, flags, stream, payload).bytes();
    if (random.nextInt(40) == 0) {
      bytes[random.nextInt(Math.min(bytes.length, 60))] ^= (byte) (1 << random.nextInt(8));
    }
    out.writeBytes(bytes);
  }

  private byte[] bytes(int most) {
    byte[] bytes = new byte[most == 0 ? 0 : random.nextInt(2) == 0 ? most : random.nextInt(most)];
    random.nextBytes(bytes);
    return bytes;
  }

  private int pick(int... of) {
    return of[random.nextInt(of.length)];
  }

  private String pick(String... of) {
    return of[random.nextInt(of.length)];
  }
}
