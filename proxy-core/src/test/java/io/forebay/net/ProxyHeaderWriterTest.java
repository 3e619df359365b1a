package io.forebay.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.config.SendProxy;
import io.forebay.net.ProxyHeaderReader.Result;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ProxyHeaderWriterTest {

  private static final InetSocketAddress IPV4 = new InetSocketAddress("192.0.2.1", 40_000);
  private static final InetSocketAddress IPV6 = new InetSocketAddress("2001:db8::1", 443);

  private static String v1(ProxyHeader header) {
    return new String(ProxyHeaderWriter.write(SendProxy.V1, header), StandardCharsets.ISO_8859_1);
  }

  private static String v2(ProxyHeader header) {
    return HexFormat.of().formatHex(ProxyHeaderWriter.write(SendProxy.V2, header), 12, 16)
        + HexFormat.of().formatHex(ProxyHeaderWriter.write(SendProxy.V2, header)).substring(32);
  }

  @Test
  void addressesOfOneFamily() {
    assertThat(v1(new ProxyHeader(false, IPV4, IPV4)))
        .isEqualTo("PROXY TCP4 192.0.2.1 192.0.2.1 40000 40000\r\n");
    assertThat(v1(new ProxyHeader(false, IPV6, IPV6)))
        .isEqualTo("PROXY TCP6 2001:db8::1 2001:db8::1 443 443\r\n");
    assertThat(v2(new ProxyHeader(false, IPV4, IPV4)))
        .isEqualTo("2111000c" + "c0000201c0000201" + "9c409c40");
  }

  @Test
  void addressesOfBothFamilies_areWrittenAsIpv6() {
    assertThat(v1(new ProxyHeader(false, IPV4, IPV6)))
        .isEqualTo("PROXY TCP6 ::ffff:c000:201 2001:db8::1 40000 443\r\n");
    assertThat(v2(new ProxyHeader(false, IPV6, IPV4)))
        .isEqualTo(
            "21210024"
                + "20010db8000000000000000000000001"
                + "00000000000000000000ffffc0000201"
                + "01bb9c40");
  }

  @Test
  void destinationThatIsNotKnown_isZeros() {
    assertThat(v1(new ProxyHeader(false, IPV4, null)))
        .isEqualTo("PROXY TCP4 192.0.2.1 0.0.0.0 40000 0\r\n");
  }

  @Test
  void clientThatIsNotKnown_isLocal() {
    assertThat(v1(ProxyHeader.LOCAL)).isEqualTo("PROXY UNKNOWN\r\n");
    assertThat(v1(ProxyHeader.UNIX)).isEqualTo("PROXY UNKNOWN\r\n");
    assertThat(v2(ProxyHeader.LOCAL)).isEqualTo("20000000");
  }

  @Test
  void whatIsWritten_isRead() {
    Random random = new Random(8);
    for (int round = 0; round < 2000; round++) {
      ProxyHeader header = new ProxyHeader(false, address(random), address(random));
      for (SendProxy version : new SendProxy[] {SendProxy.V1, SendProxy.V2}) {
        byte[] bytes = ProxyHeaderWriter.write(version, header);
        Result read = ProxyHeaderReader.read(Unpooled.wrappedBuffer(bytes));
        assertThat(read).isEqualTo(Result.complete(bytes.length, header));
      }
    }
  }

  private static InetSocketAddress address(Random random) {
    byte[] address = new byte[random.nextBoolean() ? 4 : 16];
    random.nextBytes(address);
    if (random.nextInt(3) == 0) {
      // Runs of zeros, which have a short form.
      Arrays.fill(address, random.nextInt(4), 4 + random.nextInt(address.length - 3), (byte) 0);
    }
    try {
      return new InetSocketAddress(InetAddress.getByAddress(address), random.nextInt(65_536));
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
