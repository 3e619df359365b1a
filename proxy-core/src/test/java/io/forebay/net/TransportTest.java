package io.forebay.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransportTest {

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "auto"})
  void withoutAWord_theBestAndNeverIoUring(String word) {
    assertThat(Transport.of(word)).isEqualTo(Transport.best()).isNotEqualTo(Transport.IO_URING);
  }

  @ParameterizedTest
  @EnumSource
  void word_chooses(Transport transport) {
    String word = transport.name().toLowerCase(Locale.ROOT);
    if (transport.problem() == null) {
      assertThat(Transport.of(word)).isEqualTo(transport);
    } else {
      assertThatThrownBy(() -> Transport.of(word)).hasMessageStartingWith(word + " does not work");
    }
  }

  @Test
  void description_isTheWord() {
    assumeThat(Transport.EPOLL.problem()).isNull();
    assertThat(Transport.values())
        .extracting(Transport::description)
        .containsExactly("epoll", "io_uring", "nio");
  }

  @Test
  void unknownWord_refusedWithTheWordsThereAre() {
    assertThatThrownBy(() -> Transport.of("kqueue"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("kqueue (expected: auto, epoll, io_uring or nio)");
  }
}
