package io.forebay.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.config.SyslogAddress.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SyslogAddressTest {

  @ParameterizedTest
  @CsvSource({
    "syslog://logs, UDP, logs, 514, LOCAL0",
    "syslog://127.0.0.1/local1, UDP, 127.0.0.1, 514, LOCAL1",
    "syslog://logs.example:1514/daemon, UDP, logs.example, 1514, DAEMON",
    "'syslog://[::1]', UDP, ::1, 514, LOCAL0",
    "'syslog+tcp://[2001:db8::1]:601/local7', TCP, 2001:db8::1, 601, LOCAL7",
    "syslog+unix:///dev/log, UNIX, /dev/log, 514, LOCAL0",
    "syslog+unix:///run/systemd/journal/syslog, UNIX, /run/systemd/journal/syslog, 514, LOCAL0",
    "syslog+unix:///dev/log/local3, UNIX, /dev/log, 514, LOCAL3"
  })
  void parse_takesApart(
      String text, Transport transport, String host, int port, SyslogFacility facility) {
    assertThat(SyslogAddress.parse(text))
        .isEqualTo(new SyslogAddress(transport, host, port, facility));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "syslog:",
        "syslog:127.0.0.1",
        "syslog://",
        "syslog:///local0",
        "syslog://*",
        "syslog://host:0",
        "syslog://host:65536",
        "syslog://host:",
        "syslog://host/",
        "syslog://host/local8",
        "syslog://host/local0/x",
        "syslog://::1",
        "syslog://[::1",
        "syslog+tls://host",
        "syslog+udp://host",
        "syslog+unix://dev/log",
        "syslog+unix:///local0",
        "syslog+unix:///"
      })
  void parse_others_areRefusedSayingWhatIsExpected(String text) {
    assertThat(SyslogAddress.isMeant(text)).isTrue();
    assertThatThrownBy(() -> SyslogAddress.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(expected: ");
  }

  @Test
  void priority_isFacilityTimesEightAndSeverity() {
    assertThat(SyslogFacility.KERN.priority(0)).isZero();
    assertThat(SyslogFacility.LOCAL0.priority(6)).isEqualTo(134);
    assertThat(SyslogFacility.LOCAL7.priority(7)).isEqualTo(191);
  }
}
