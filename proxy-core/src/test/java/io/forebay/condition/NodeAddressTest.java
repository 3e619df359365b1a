package io.forebay.condition;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.NetUtil;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeAddressTest {

  @ParameterizedTest
  @CsvSource({
    "1.2.3.4, 1.2.3.4",
    "1.2.3.4:567, 1.2.3.4",
    "1.2.3.4:_port, 1.2.3.4",
    "2001:DB8::1, 2001:db8::1",
    "[2001:db8::1], 2001:db8::1",
    "[::1]:2, ::1",
    "::ffff:1.2.3.4, 1.2.3.4",
    "[::ffff:1.2.3.4]:80, 1.2.3.4",
    "::1.2.3.4, ::102:304",
    "[2001:db8::1]:_x, 2001:db8::1",
  })
  void address_withOrWithoutPort(String text, String address) {
    assertThat(NetUtil.bytesToIpAddress(NodeAddress.parse(text))).isEqualTo(address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "unknown",
        "_hidden",
        "a.example",
        "1.2.3",
        "1.2.3.256",
        "01.2.3.4",
        "1.2.3.4:",
        "1.2.3.4:x",
        "1.2.3.4:123456",
        "1.2.3.4 5",
        "[::1",
        "[::1]2",
        "[[::1]]",
        "::1]",
        "fe80::1%eth0",
        "[fe80::1%1]:80",
        "1:2:3"
      })
  void anythingElse_isNone(String text) {
    assertThat(NodeAddress.parse(text)).isNull();
  }
}
