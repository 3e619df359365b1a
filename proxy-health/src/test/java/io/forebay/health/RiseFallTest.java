package io.forebay.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.backend.ServerState;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Results are written +, - and, where one success is enough, *; states by their first letters. */
class RiseFallTest {

  @ParameterizedTest(name = "rise {0} fall {1}: {2}")
  @CsvSource({
    "2, 3, +,         U",
    "2, 3, -,         D",
    "2, 3, +---,      UUUD",
    "2, 3, +--+--,    UUUUUU",
    "2, 3, +--+---,   UUUUUUD",
    "2, 3, -++,       DDU",
    "2, 3, -+-++,     DDDDU",
    "2, 3, -*,        DU",
    "2, 3, -+*,       DDU",
    "2, 3, +---++---, UUUDDUUUD",
    "1, 1, +-+-,      UDUD",
    "1, 2, -+--+,     DUUDU",
    "3, 1, +-+++,     UDDDU",
    "3, 1, +-++-+++,  UDDDDDDU"
  })
  void onResult_row_states(int rise, int fall, String results, String states) {
    var riseFall = new RiseFall(rise, fall);
    var state = ServerState.UNCHECKED;
    var seen = new StringBuilder();
    for (char result : results.toCharArray()) {
      state = riseFall.onResult(state, result != '-', result == '*');
      seen.append(state.name().charAt(0));
    }
    assertThat(seen).hasToString(states);
  }

  @ParameterizedTest
  @CsvSource({"+, 0", "+-, 1", "+--, 2", "+--+, 0", "+---, 0", "-, 0", "-+, 1", "-++, 0"})
  void against_row_countsContradictions(String results, int against) {
    var riseFall = new RiseFall(2, 3);
    var state = ServerState.UNCHECKED;
    for (char result : results.toCharArray()) {
      state = riseFall.onResult(state, result == '+', false);
    }
    assertThat(riseFall.against()).isEqualTo(against);
  }
}
