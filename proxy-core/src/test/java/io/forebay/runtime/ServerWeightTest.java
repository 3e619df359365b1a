package io.forebay.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.forebay.backend.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerWeightTest {

  @ParameterizedTest
  @CsvSource({"5, 1, 5", "0, 1, 0", "256, 3, 256", "50%, 4, 2", "0%, 9, 0", "300%, 2, 6"})
  void asked_isWeight(String text, int configured, int weight) {
    assertThat(ServerWeight.parse(text).runtimeWeight(configured)).isEqualTo(weight);
  }

  @ParameterizedTest
  @CsvSource({"3, 3", "100%, 3", "0, 0", "50%, 0"})
  void sameAsConfigured_isNone(String text, int configured) {
    assertThat(ServerWeight.parse(text).runtimeWeight(configured))
        .isEqualTo(Server.NO_RUNTIME_WEIGHT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "257", "1.5", "5 %", "half", "9999999"})
  void noWeight_isRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ServerWeight.parse(text))
        .withMessage(
            "weight: %s (expected: a whole number from 0 to 256, or a percentage of the configured"
                    .formatted(text)
                + " weight such as 50%)");
  }

  @Test
  void percentageThatIsNoWholeNumber_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ServerWeight.parse("50%").runtimeWeight(3))
        .withMessageStartingWith("weight: 50% of 3 (expected: a whole number from 0 to 256");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ServerWeight.parse("200%").runtimeWeight(200));
  }
}
