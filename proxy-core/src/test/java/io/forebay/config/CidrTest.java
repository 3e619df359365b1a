package io.forebay.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8,      10.255.0.1,       true",
    "10.0.0.0/8,      11.0.0.1,         false",
    "192.0.2.128/25,  192.0.2.128,      true",
    "192.0.2.128/25,  192.0.2.127,      false",
    "192.0.2.4/30,    192.0.2.7,        true",
    "192.0.2.4/30,    192.0.2.8,        false",
    "192.0.2.7,       192.0.2.7,        true",
    "192.0.2.7,       192.0.2.6,        false",
    "0.0.0.0/0,       255.255.255.255,  true",
    "0.0.0.0/0,       ::1,              false",
    "::/0,            2001:db8::1,      true",
    "::/0,            10.0.0.1,         false",
    "::/0,            ::ffff:10.0.0.1,  false",
    "10.0.0.0/8,      ::ffff:10.1.2.3,  true",
    "10.0.0.0/8,      ::ffff:11.1.2.3,  false",
    "::ffff:10.0.0.0/104, 10.1.2.3,     true",
    "::1/128,         ::1,              true",
    "::1/128,         ::2,              false",
    "2001:db8::/33,   2001:db8:7fff::,  true",
    "2001:db8::/33,   2001:db8:8000::,  false",
  })
  void contains_comparesLeadingBits(String network, String address, boolean inside) {
    byte[] raw = IpLiteral.parse(address);

    assertThat(Cidr.parse(network).contains(raw)).isEqualTo(inside);
  }

  @Test
  void contains_inetAddress_isComparedByItsBytes() throws UnknownHostException {
    InetAddress client = InetAddress.getByAddress(new byte[] {10, 1, 2, 3});

    assertThat(Cidr.parse("10.0.0.0/8").contains(client)).isTrue();
  }

  @Test
  void contains_otherLengths_areOutside() {
    assertThat(Cidr.parse("0.0.0.0/0").contains(new byte[0])).isFalse();
    assertThat(Cidr.parse("::/0").contains(new byte[5])).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost",
        "10.0.0",
        "10.0.0.256",
        "010.0.0.1",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/08",
        "10.0.0.0/",
        "10.0.0.0/8/8",
        "::/129",
        "1::2::3",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7",
        "12345::",
        "::1%eth0",
        "[::1]/128",
        "::1.2.3",
        "1.2.3.4::",
        ":::"
      })
  void parse_noNetwork_isRefused(String text) {
    assertThatThrownBy(() -> Cidr.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(expected: ");
  }

  @Test
  void parse_bitsAfterThePrefix_suggestsTheNetwork() {
    assertThatThrownBy(() -> Cidr.parse("10.1.2.3/8"))
        .hasMessage("10.1.2.3/8 (expected: no bits after the prefix; did you mean 10.0.0.0/8?)");
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8,          10.0.0.0/8",
    "192.0.2.7,           192.0.2.7/32",
    "2001:DB8::/32,       2001:db8:0:0:0:0:0:0/32",
    "1:2:3:4:5:6:7.8.9.10, 1:2:3:4:5:6:708:90a/128",
    "::ffff:10.0.0.0/104, 10.0.0.0/8",
  })
  void toString_isReadBack(String text, String written) {
    Cidr network = Cidr.parse(text);

    assertThat(network).hasToString(written).isEqualTo(Cidr.parse(written));
    assertThat(network).hasSameHashCodeAs(Cidr.parse(written));
  }

  @Test
  void network_isACopy() {
    Cidr network = Cidr.parse("10.0.0.0/8");
    network.network()[0] = 11;

    assertThat(network.network()).containsExactly(10, 0, 0, 0);
    assertThat(network.prefix()).isEqualTo(8);
  }
}
