package io.forebay.net;

import static io.forebay.net.ProxyHeaderReader.State.ABSENT;
import static io.forebay.net.ProxyHeaderReader.State.COMPLETE;
import static io.forebay.net.ProxyHeaderReader.State.INCOMPLETE;
import static io.forebay.net.ProxyHeaderReader.State.MALFORMED;
import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.net.ProxyHeaderReader.Result;
import io.forebay.net.ProxyHeaderReader.State;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyHeaderReaderTest {

  private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
  private static final String INET = "c0000201" + "c0000209" + "9c40" + "01bb";

  private static final String INET6 =
      "20010db8000000000000000000000001" + "20010db8000000000000000000000002" + "9c40" + "01bb";

  private static Result read(String latin1) {
    return read(latin1.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Whole, with more behind it, and cut at each byte. */
  private static Result read(byte[] bytes) {
    Result whole = ProxyHeaderReader.read(Unpooled.wrappedBuffer(bytes));
    if (whole.state() == COMPLETE) {
      byte[] more = Arrays.copyOf(bytes, bytes.length + 9);
      assertThat(ProxyHeaderReader.read(Unpooled.wrappedBuffer(more))).isEqualTo(whole);
      for (int length = 0; length < whole.length(); length++) {
        byte[] cut = Arrays.copyOf(bytes, length);
        assertThat(ProxyHeaderReader.read(Unpooled.wrappedBuffer(cut)).state())
            .as("%d bytes", length)
            .isEqualTo(INCOMPLETE);
      }
    }
    return whole;
  }

  private static byte[] v2(String versionAndFamily, String rest) {
    String length = "%04x".formatted(rest.length() / 2);
    return HexFormat.of().parseHex(SIGNATURE + versionAndFamily + length + rest);
  }

  @ParameterizedTest
  @CsvSource({
    "TCP4 192.0.2.1 192.0.2.9 40000 443, /192.0.2.1:40000, /192.0.2.9:443",
    "TCP4 255.255.255.255 255.255.255.255 65535 65535, /255.255.255.255:65535, /255.255.255.255:65535",
    "TCP4 0.0.0.0 0.0.0.0 0 0, /0.0.0.0:0, /0.0.0.0:0",
    "TCP6 2001:db8::1 2001:db8::2 40000 443, /[2001:db8:0:0:0:0:0:1]:40000, /[2001:db8:0:0:0:0:0:2]:443",
    "TCP6 ::ffff:192.0.2.1 ::1 1 2, /192.0.2.1:1, /[0:0:0:0:0:0:0:1]:2",
  })
  void line_addressesAndPorts(String rest, String source, String destination) {
    Result read = read("PROXY " + rest + "\r\n");

    assertThat(read.state()).isEqualTo(COMPLETE);
    assertThat(read.length()).isEqualTo(rest.length() + 8);
    assertThat(read.header().source()).hasToString(source);
    assertThat(read.header().destination()).hasToString(destination);
    assertThat(read.header().local()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", " ::1 ::1 1 2", " any words at all"})
  void lineOfUnknown_isLocalWhateverFollows(String rest) {
    Result read = read("PROXY UNKNOWN" + rest + "\r\n");

    assertThat(read.header()).isEqualTo(ProxyHeader.LOCAL);
  }

  @Test
  void longestLine_107Bytes() {
    String address = "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff";
    String longest = "PROXY UNKNOWN " + address + " " + address + " 65535 65535\r\n";
    assertThat(longest).hasSize(107);
    assertThat(read(longest).state()).isEqualTo(COMPLETE);
    assertThat(read(longest.replace("\r\n", " \r\n")).state()).isEqualTo(MALFORMED);
    assertThat(read("PROXY " + "x".repeat(99)).state()).isEqualTo(INCOMPLETE);
    assertThat(read("PROXY " + "x".repeat(100)).state()).isEqualTo(MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PROXY TCP4 192.0.2.1 192.0.2.9 40000 443\n",
        "PROXY TCP4 192.0.2.1 192.0.2.9 40000 443\r\r\n",
        "PROXY TCP4 192.0.2.1 192.0.2.9 40000 443 \r\n",
        "PROXY TCP4 192.0.2.1 192.0.2.9  40000 443\r\n",
        "PROXY  TCP4 192.0.2.1 192.0.2.9 40000 443\r\n",
        "PROXY TCP4 192.0.2.1 192.0.2.9 40000\r\n",
        "PROXY TCP4 192.0.2.1 192.0.2.9 40000 65536\r\n",
        "PROXY TCP4 192.0.2.1 192.0.2.9 040000 443\r\n",
        "PROXY TCP4 192.0.2.1 192.0.2.9 -1 443\r\n",
        "PROXY TCP4 192.0.2.1 192.0.2.9 +1 443\r\n",
        "PROXY TCP4 192.0.2.01 192.0.2.9 1 443\r\n",
        "PROXY TCP4 192.0.2 192.0.2.9 1 443\r\n",
        "PROXY TCP4 ::1 ::1 1 443\r\n",
        "PROXY TCP6 192.0.2.1 192.0.2.9 1 443\r\n",
        "PROXY TCP6 fe80::1%eth0 ::1 1 443\r\n",
        "PROXY TCP6 [::1] ::1 1 443\r\n",
        "PROXY TCP4 localhost 192.0.2.9 1 443\r\n",
        "PROXY tcp4 192.0.2.1 192.0.2.9 1 443\r\n",
        "PROXY UDP4 192.0.2.1 192.0.2.9 1 443\r\n",
        "PROXY UNKNOWNX\r\n",
        "PROXY \r\n",
        "PROXY TCP4\t192.0.2.1 192.0.2.9 1 443\r\n"
      })
  void lineThatIsNone_malformed(String line) {
    assertThat(read(line)).isEqualTo(Result.MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"GET / HTTP/1.1\r\n", "PRI * HTTP/2.0\r\n", "PROXYTCP4", "proxy TCP4", " PROXY"})
  void otherBytes_absent(String bytes) {
    assertThat(read(bytes).state()).isEqualTo(ABSENT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "P", "PROXY ", "\r\n", "\r\n\r\n\u0000"})
  void beginnings_incomplete(String bytes) {
    assertThat(read(bytes).state()).isEqualTo(INCOMPLETE);
  }

  @Test
  void binary_inet() {
    Result read = read(v2("2111", INET));

    assertThat(read.length()).isEqualTo(28);
    assertThat(read.header().source()).hasToString("/192.0.2.1:40000");
    assertThat(read.header().destination()).hasToString("/192.0.2.9:443");
  }

  @Test
  void binary_inet6() {
    Result read = read(v2("2121", INET6));

    assertThat(read.header().source()).hasToString("/[2001:db8:0:0:0:0:0:1]:40000");
    assertThat(read.header().destination()).hasToString("/[2001:db8:0:0:0:0:0:2]:443");
  }

  @Test
  void binary_unix() {
    assertThat(read(v2("2131", "00".repeat(216))).header()).isEqualTo(ProxyHeader.UNIX);
  }

  @ParameterizedTest
  @CsvSource({
    "2000, ''",
    "20ff, 0102030405",
    "2011, c0",
    "2100, ''",
    "2100, ffff",
    "2110, ''",
    "2101, 00"
  })
  void binaryThatSaysNothing_local(String versionAndFamily, String rest) {
    assertThat(read(v2(versionAndFamily, rest)).header()).isEqualTo(ProxyHeader.LOCAL);
  }

  @ParameterizedTest
  @CsvSource({"1111", "3111", "2211", "2f11", "2141", "21f1", "2112", "2113", "2122", "2132"})
  void binaryThatIsNotKnown_malformed(String versionAndFamily) {
    assertThat(read(v2(versionAndFamily, "00".repeat(300)))).isEqualTo(Result.MALFORMED);
  }

  @ParameterizedTest
  @CsvSource({"2111, 11", "2121, 35", "2131, 215", "2111, 0"})
  void binaryThatIsTooShort_malformed(String versionAndFamily, int bytes) {
    assertThat(read(v2(versionAndFamily, "00".repeat(bytes)))).isEqualTo(Result.MALFORMED);
  }

  @ParameterizedTest
  @CsvSource({
    "'', COMPLETE",
    "010002" + "6832, COMPLETE",
    "040000, COMPLETE",
    "ee0003aabbcc" + "050001ff, COMPLETE",
    "01, MALFORMED",
    "0100, MALFORMED",
    "010003" + "6832, MALFORMED",
    "01ffff, MALFORMED",
    "010002" + "683200, MALFORMED",
    "030003" + "000000, MALFORMED",
    "030004" + "00000000, MALFORMED",
  })
  void extensions_skippedWhereTheyFillTheHeader(String extensions, State state) {
    assertThat(read(v2("2111", INET + extensions)).state()).isEqualTo(state);
  }

  @Test
  void checksum_wrongByAnyBitIsMalformed() {
    byte[] header = v2("2111", INET + "010002" + "6832" + "030004" + "00000000");
    int sum = castagnoli(header);
    for (int i = 0; i < 4; i++) {
      header[header.length - 4 + i] = (byte) (sum >> 24 - 8 * i);
    }
    assertThat(read(header).state()).isEqualTo(COMPLETE);
    for (int bit = 16 * 8; bit < header.length * 8; bit++) {
      if (bit / 8 == header.length - 7) {
        // Another kind of extension is none that is known.
        continue;
      }
      byte[] other = header.clone();
      other[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(ProxyHeaderReader.read(Unpooled.wrappedBuffer(other)))
          .as("bit %d", bit)
          .isEqualTo(Result.MALFORMED);
    }
  }

  /** CRC32C bit by bit (RFC 3720, appendix B.4). */
  private static int castagnoli(byte[] bytes) {
    int sum = -1;
    for (byte b : bytes) {
      sum ^= b & 0xff;
      for (int i = 0; i < 8; i++) {
        sum = sum >>> 1 ^ ((sum & 1) == 0 ? 0 : 0x82f63b78);
      }
    }
    return ~sum;
  }

  @Test
  void binary_longestAndLonger() {
    int room = ProxyHeaderReader.MAX_BYTES - 16 - 12 - 3;
    String filler = "04%04x".formatted(room) + "00".repeat(room);
    assertThat(read(v2("2111", INET + filler)).length()).isEqualTo(ProxyHeaderReader.MAX_BYTES);
    String longer = "04%04x".formatted(room + 1) + "00".repeat(room + 1);
    byte[] head = Arrays.copyOf(v2("2111", INET + longer), 16);
    assertThat(read(head)).isEqualTo(Result.MALFORMED);
  }
}
