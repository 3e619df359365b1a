package io.forebay.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.util.Ascii;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceParentTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String PARENT = "b7ad6b7169203331";

  private static boolean isValid(String text) {
    byte[] bytes = Ascii.bytes("xx" + text + "-yy");
    return TraceParent.isValid(bytes, 2, bytes.length - 3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00-" + TRACE + "-" + PARENT + "-01",
        "00-" + TRACE + "-" + PARENT + "-00",
        "00-" + TRACE + "-" + PARENT + "-ff",
        "01-" + TRACE + "-" + PARENT + "-01",
        "cc-" + TRACE + "-" + PARENT + "-01-what.the-future_brings",
        "fe-" + TRACE + "-0000000000000001-01-",
      })
  void asTheRecommendationHasIt_isValid(String text) {
    assertThat(isValid(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "00-" + TRACE + "-" + PARENT,
        "00-" + TRACE + "-" + PARENT + "-",
        "00-" + TRACE + "-" + PARENT + "-0",
        "00-" + TRACE + "-" + PARENT + "-01-",
        "00-" + TRACE + "-" + PARENT + "-01-more",
        "00-" + TRACE + "-" + PARENT + "-011",
        "01-" + TRACE + "-" + PARENT + "-011",
        "ff-" + TRACE + "-" + PARENT + "-01",
        "0g-" + TRACE + "-" + PARENT + "-01",
        "00-00000000000000000000000000000000-" + PARENT + "-01",
        "00-" + TRACE + "-0000000000000000-01",
        "00-0AF7651916CD43DD8448EB211C80319C-" + PARENT + "-01",
        "00-" + TRACE + "-B7AD6B7169203331-01",
        "00_" + TRACE + "-" + PARENT + "-01",
        "00-" + TRACE + "_" + PARENT + "-01",
        "00-" + TRACE + "-" + PARENT + "_01",
        "00-" + TRACE + "-" + PARENT + "-0x",
      })
  void anythingElse_isNot(String text) {
    assertThat(isValid(text)).isFalse();
  }

  @Test
  void ofItsParts_isWhatTheyAre() {
    byte[] value = TraceParent.of(Ascii.bytes(TRACE), Ascii.bytes(PARENT), (byte) '1');

    assertThat(Ascii.text(value, 0, value.length)).isEqualTo("00-" + TRACE + "-" + PARENT + "-01");
  }
}
