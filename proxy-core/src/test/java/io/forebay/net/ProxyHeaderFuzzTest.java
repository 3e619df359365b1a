package io.forebay.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.net.ProxyHeaderReader.Result;
import io.forebay.net.ProxyHeaderReader.State;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Random headers, sound and damaged, against a naive reader that has all bytes at once. */
class ProxyHeaderFuzzTest {

  private static final byte[] SIGNATURE =
      "\r\n\r\n\0\r\nQUIT\n".getBytes(StandardCharsets.ISO_8859_1);
  private static final Pattern LINE =
      Pattern.compile("(?s)PROXY (?:UNKNOWN(?: [^\r\n]*)?|TCP4 (\\S+) (\\S+) (\\d+) (\\d+))\r\n.*");
  private static final String OCTET = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";

  @Test
  void randomHeaders_areReadAsTheNaiveReaderDoes() {
    Random random = new Random(20_110_311);
    int complete = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = damaged(random, random.nextBoolean() ? line(random) : binary(random));
      Result read = ProxyHeaderReader.read(Unpooled.wrappedBuffer(bytes));
      boolean isComplete = read.state() == State.COMPLETE;
      assertThat(isComplete ? read.header() : null)
          .as(new String(bytes, StandardCharsets.ISO_8859_1))
          .isEqualTo(naive(bytes));
      complete += isComplete ? 1 : 0;
      // What is refused or read stays so, whatever else arrives.
      byte[] more = Arrays.copyOf(bytes, bytes.length + 5);
      if (read.state() != State.INCOMPLETE) {
        assertThat(ProxyHeaderReader.read(Unpooled.wrappedBuffer(more))).isEqualTo(read);
      }
    }
    assertThat(complete).isBetween(5_000, 15_000);
  }

  private static byte[] line(Random random) {
    String words =
        random.nextInt(4) == 0
            ? "UNKNOWN" + (random.nextBoolean() ? " x y" : "")
            : "TCP4 %d.%d.%d.%d 192.0.2.1 %d %d"
                .formatted(
                    random.nextInt(260),
                    random.nextInt(256),
                    random.nextInt(256),
                    random.nextInt(256),
                    random.nextInt(65_600),
                    random.nextInt(65_536));
    return ("PROXY " + words + "\r\nGET").getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] binary(Random random) {
    ByteBuffer header = ByteBuffer.allocate(400).put(SIGNATURE);
    header.put((byte) (0x20 | random.nextInt(2))).put((byte) 0x11);
    int extension = random.nextInt(60);
    boolean isExtended = random.nextBoolean();
    header.putShort((short) (isExtended ? 12 + 3 + extension : 12));
    byte[] addresses = new byte[12];
    random.nextBytes(addresses);
    header.put(addresses);
    if (isExtended) {
      header.put((byte) 4).putShort((short) extension).put(new byte[extension]);
    }
    header.put("GET".getBytes(StandardCharsets.ISO_8859_1));
    return Arrays.copyOf(header.array(), header.position());
  }

  private static byte[] damaged(Random random, byte[] bytes) {
    switch (random.nextInt(4)) {
      case 0 -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      default -> {
        // As it is.
      }
    }
    return bytes;
  }

  private static @Nullable ProxyHeader naive(byte[] bytes) {
    return startsWith(bytes, SIGNATURE)
        ? naiveBinary(bytes)
        : naiveLine(new String(bytes, StandardCharsets.ISO_8859_1));
  }

  private static boolean startsWith(byte[] bytes, byte[] prefix) {
    return bytes.length >= prefix.length
        && Arrays.equals(Arrays.copyOf(bytes, prefix.length), prefix);
  }

  private static @Nullable ProxyHeader naiveLine(String text) {
    Matcher line = LINE.matcher(text);
    if (!line.matches() || text.indexOf('\n') > 106) {
      return null;
    }
    if (line.group(1) == null) {
      return ProxyHeader.LOCAL;
    }
    InetSocketAddress source = naiveAddress(line.group(1), line.group(3));
    InetSocketAddress destination = naiveAddress(line.group(2), line.group(4));
    return source == null || destination == null
        ? null
        : new ProxyHeader(false, source, destination);
  }

  private static @Nullable InetSocketAddress naiveAddress(String host, String port) {
    boolean isSound =
        host.matches(OCTET + "(\\." + OCTET + "){3}") && port.matches("0|[1-9]\\d{0,4}");
    return isSound && Integer.parseInt(port) < 65_536
        ? new InetSocketAddress(host, Integer.parseInt(port))
        : null;
  }

  private static @Nullable ProxyHeader naiveBinary(byte[] bytes) {
    if (bytes.length < 16 || (bytes[12] & 0xfe) != 0x20) {
      return null;
    }
    int end = 16 + (ByteBuffer.wrap(bytes).getShort(14) & 0xffff);
    if (end > bytes.length || end > 4096) {
      return null;
    }
    int family = bytes[13] & 0xff;
    if (bytes[12] == 0x20) {
      return ProxyHeader.LOCAL;
    }
    if ((family & 0xf) > 1 || family >= 0x40) {
      return null;
    }
    if ((family & 0xf) == 0 || family < 0x10) {
      return ProxyHeader.LOCAL;
    }
    if (family != 0x11) {
      // These headers are too short for the longer addresses, but where the rest fills them.
      return family == 0x21 && end >= 52 ? naiveLong(bytes, end) : null;
    }
    return end < 28 || !fill(bytes, 28, end) ? null : addresses(bytes, 4);
  }

  private static @Nullable ProxyHeader naiveLong(byte[] bytes, int end) {
    return fill(bytes, 52, end) ? addresses(bytes, 16) : null;
  }

  private static boolean fill(byte[] bytes, int from, int end) {
    int at = from;
    while (at + 3 <= end && bytes[at] != 3) {
      at += 3 + (ByteBuffer.wrap(bytes).getShort(at + 1) & 0xffff);
    }
    return at == end;
  }

  private static ProxyHeader addresses(byte[] bytes, int length) {
    ByteBuffer ports = ByteBuffer.wrap(bytes, 16 + 2 * length, 4);
    return new ProxyHeader(
        false,
        new InetSocketAddress(inet(bytes, 16, length), ports.getShort() & 0xffff),
        new InetSocketAddress(inet(bytes, 16 + length, length), ports.getShort() & 0xffff));
  }

  private static InetAddress inet(byte[] bytes, int from, int length) {
    try {
      return InetAddress.getByAddress(Arrays.copyOfRange(bytes, from, from + length));
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
