package io.forebay.admin.auth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CsrfTokenTest {

  private final CsrfToken token = new CsrfToken();

  @Test
  void isOf_whatWasShown_onlyForTheSameCaller() {
    String shown = token.of("anna");
    assertThat(shown).matches("[A-Za-z0-9_-]{43}");
    assertThat(token.isOf("anna", shown)).isTrue();
    assertThat(token.isOf("bert", shown)).isFalse();
  }

  @Test
  void isOf_somethingElse_isFalse() {
    assertThat(token.isOf("anna", null)).isFalse();
    assertThat(token.isOf("anna", "")).isFalse();
    assertThat(token.isOf("anna", token.of("anna") + "A")).isFalse();
    assertThat(token.isOf("anna", token.of("anna").substring(1))).isFalse();
  }

  @Test
  void isOf_anotherProcess_isFalse() {
    assertThat(token.isOf("anna", new CsrfToken().of("anna"))).isFalse();
  }
}
