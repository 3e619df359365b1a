package io.forebay.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.util.Ascii;
import java.util.Base64;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the value of an Authorization field says. */
class BasicCredentialsTest {

  private static @Nullable BasicCredentials parse(String value) {
    byte[] bytes = Ascii.bytes("<" + value + ">");
    return BasicCredentials.parse(bytes, 1, bytes.length - 1);
  }

  private static String encoded(String both) {
    return Base64.getEncoder().encodeToString(Ascii.bytes(both));
  }

  private static BasicCredentials said(String value) {
    return Objects.requireNonNull(parse(value), value);
  }

  @Test
  void nameAndPassword_areSplitAtTheFirstColon() {
    // RFC 7617 section 2.
    assertThat(said("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==").name()).isEqualTo("Aladdin");
    assertThat(said("bAsIc   " + encoded("a:b:c")).password()).isEqualTo(Ascii.bytes("b:c"));
    assertThat(said("Basic " + encoded("a:")).password()).isEmpty();
    assertThat(said("Basic " + encoded(":b")).name()).isEmpty();
    assertThat(said("Basic " + encoded("\u00e9:\u00fc")).name()).isEqualTo("\u00e9");
    assertThat(said("Basic YTpi")).hasToString("a");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Basic",
        "Basic ",
        "Basic YWI=",
        "Basic YTpi=",
        "Basic Y",
        "Basic YTpi YTpi",
        "Basic YTpi!",
        "BasicYTpi",
        "Bearer YTpi",
        "Basic \u00e9"
      })
  void anythingElse_isNothing(String value) {
    assertThat(parse(value)).isNull();
  }

  @Test
  void controlCharacters_areNothing() {
    assertThat(parse("Basic " + encoded("a\0:b"))).isNull();
    assertThat(parse("Basic " + encoded("a:b\n"))).isNull();
    assertThat(parse("Basic " + encoded("a:\u007f"))).isNull();
  }

  @Test
  void randomBytes_areReadOrNothing() {
    Random random = new Random(7617);
    for (int i = 0; i < 5_000; i++) {
      byte[] bytes = new byte[random.nextInt(40)];
      random.nextBytes(bytes);
      System.arraycopy(Ascii.bytes("Basic "), 0, bytes, 0, Math.min(6, bytes.length));
      BasicCredentials.parse(bytes, 0, bytes.length);
    }
  }
}
