package io.forebay.daemon.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyReaderTest {

  @ParameterizedTest
  @CsvSource({
    "qA/, q A / end",
    "^[[A^[[B^[OA^[OB, up down up down end",
    "^[[5~^[[1;2Ax, up x end",
    "a^[, a escape end",
    "^[[, end",
    "^?^M, backspace enter end",
    "^Aéx, x end",
    "a^Db, a end"
  })
  void bytes_areKeys(String typed, String keys) {
    byte[] bytes =
        typed
            .replace("^[", "\u001b")
            .replace("^?", "\u007f")
            .replace("^A", "\u0001")
            .replace("^D", "\u0004")
            .replace("^M", "\r")
            .getBytes(StandardCharsets.ISO_8859_1);
    Queue<String> read = new ArrayDeque<>();
    new KeyReader(new ByteArrayInputStream(bytes)).readTo(read);
    assertThat(String.join(" ", read)).isEqualTo(keys);
  }
}
