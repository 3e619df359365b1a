package io.forebay.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ProcessConfigTest {

  private static String upgradePath(String pidFile, String upgradeSocket) {
    return new ProcessConfig(null, null, null, pidFile, upgradeSocket).upgradePath();
  }

  @Test
  void upgradePath_besideThePidFileUnlessConfigured() {
    assertThat(upgradePath("/run/forebay.pid", null)).isEqualTo("/run/forebay.upgrade");
    assertThat(upgradePath("/run/forebay", null)).isEqualTo("/run/forebay.upgrade");
    assertThat(upgradePath("/run/forebay.pid", "/run/a")).isEqualTo("/run/a");
    assertThat(upgradePath(null, null)).isNull();
  }

  @Test
  void upgradeSocket_mustFitIntoTheSystemsField() {
    assertThat(upgradePath(null, "/" + "a".repeat(106))).hasSize(107);
    assertThatThrownBy(() -> upgradePath(null, "/" + "a".repeat(107)))
        .hasMessageContaining("upgrade_socket: /aaa")
        .hasMessageContaining("at most 107 bytes");
  }
}
