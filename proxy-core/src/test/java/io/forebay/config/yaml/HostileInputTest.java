package io.forebay.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.config.InvalidConfigException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that no operator writes on purpose. Whatever they hold, they are refused, and soon. */
@Timeout(60)
class HostileInputTest {
  private static final String MIDDLE = "x: a\ny: b\n";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "# nothing\n", "\uFEFF"})
  void emptyFile_isRefused(String text) {
    assertThat(Files.problems(text))
        .containsExactly("f.yaml:1:1: empty (expected: at least listeners)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"---\n", "~", "null"})
  void emptyDocument_isRefused(String text) {
    assertThat(Files.problems(text)).hasSize(1).first().asString().contains("no value");
  }

  @Test
  void syntaxError_isOneProblemWithItsLine() {
    assertThat(Files.problems("listeners:\n  web: { bind: [ }\n"))
        .hasSize(1)
        .first()
        .asString()
        .startsWith("f.yaml:2:18: not YAML: ");
  }

  @Test
  void escapeThatOverflows_isRefusedWithItsPlace() {
    assertThat(Files.problems(MIDDLE + "z: \"\\UFFFFFFFF\""))
        .containsExactly(
            "f.yaml:3:7: not YAML: something here cannot be read (expected: text without unusual"
                + " escapes)");
  }

  @Test
  void bracketedAddress_withoutQuotes_isExplained() {
    assertThat(Files.problems("listeners:\n  web:\n    bind: [::]:80\n"))
        .containsExactly(
            "f.yaml:3:12: not YAML: expected the node content, but found ':' (expected: quotes"
                + " around an IPv6 address, such as \"[::]:80\")");
  }

  @Test
  void tabForIndentation_isRefused() {
    assertThat(Files.problems("a:\n\tb: c\n"))
        .hasSize(1)
        .first()
        .asString()
        .contains(":2:1: not YAML");
  }

  @Test
  void controlCharacter_isRefusedWithItsPlace() {
    assertThat(Files.problems(MIDDLE + "ab\u0001c"))
        .containsExactly("f.yaml:3:3: control character U+0001");
  }

  @Test
  void escapedControlCharacter_isRefused() {
    assertThat(Files.problems("listeners: { w: { bind: \"\\0:80\", redirect: { path: / } } }"))
        .hasSize(1)
        .first()
        .asString()
        .contains("listeners.w.bind: \\u0000:80 (expected: ");
  }

  @Test
  void invalidUtf8_isRefusedWithItsPlace() {
    byte[] latin1 = (MIDDLE + "z: \u00e4").getBytes(StandardCharsets.ISO_8859_1);

    assertThatThrownBy(() -> YamlConfigParser.parse("f.yaml", latin1))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessage("f.yaml:3:4: not UTF-8 (expected: a text file in UTF-8)");
  }

  @Test
  void tooLargeFile_isRefused() {
    byte[] large = new byte[SourceText.MAX_BYTES + 1];

    assertThatThrownBy(() -> YamlConfigParser.parse("f.yaml", large))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessage("f.yaml:1:1: too large (expected: at most 4 MiB)");
  }

  @Test
  void missingFile_isRefused() {
    Path missing = folder.resolve("missing.yaml");

    assertThatThrownBy(() -> YamlConfigParser.parse(missing))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessage(missing + ":1:1: no such file");
  }

  @Test
  void directory_isRefused() {
    assertThatThrownBy(() -> YamlConfigParser.parse(folder))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessage(folder + ":1:1: a directory (expected: a file)");
  }

  @Test
  void fileOnDisk_isRead() throws IOException, InvalidConfigException {
    Path file = folder.resolve("forebay.yaml");
    java.nio.file.Files.writeString(file, Files.text("minimal.yaml"));

    assertThat(YamlConfigParser.parse(file).config())
        .isEqualTo(Files.accepted("minimal.yaml").config());
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "- ", "? ", "{a: ", "[{a: ", "- - ? "})
  void deepNesting_isRefusedWithoutOverflow(String opening) {
    assertThat(Files.problems(opening.repeat(200_000)))
        .hasSize(1)
        .first()
        .asString()
        .endsWith("nested too deeply (expected: at most 64 levels)");
  }

  @Test
  void aliasBomb_isRefused() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 30; i++) {
      String list = ("*a" + (i - 1) + ", ").repeat(10);
      bomb.append("a%d: &a%d [%s]\n".formatted(i, i, list));
    }

    assertThat(Files.problems(bomb.toString()))
        .hasSize(1)
        .first()
        .asString()
        .endsWith("too many values (expected: at most 200000, aliases included)");
  }

  @Test
  void recursiveAlias_isRefused() {
    assertThat(Files.problems("listeners: &l\n  web: *l\n"))
        .containsExactly("f.yaml:2:8: *l contains itself (expected: an anchor that is complete)");
  }

  @Test
  void aliasWithoutAnchor_isRefused() {
    assertThat(Files.problems("listeners: *l\n"))
        .containsExactly("f.yaml:1:12: *l (expected: an anchor &l before it)");
  }

  @Test
  void thousandsOfMistakes_areCutShort() {
    StringBuilder yaml = new StringBuilder("listeners:\n");
    for (int i = 0; i < 3_000; i++) {
      yaml.append("  l").append(i).append(":\n");
    }

    assertThat(Files.problems(yaml.toString()))
        .hasSize(1_001)
        .last()
        .asString()
        .endsWith("2000 more problems are not shown");
  }

  @Test
  void longValue_isCutInMessages() {
    assertThat(Files.problems("version: " + "x".repeat(100_000)))
        .contains("f.yaml:1:10: version: " + "x".repeat(80) + "... (expected: 1)");
  }

  @Test
  void everyPrefix_isAcceptedOrRefused() {
    String text = Files.text("supported.yaml");
    for (int end = 0; end <= text.length(); end++) {
      acceptOrRefuse(text.substring(0, end));
    }
  }

  @Test
  void randomMutations_areAcceptedOrRefused() {
    String text = Files.text("supported.yaml");
    for (int seed = 0; seed < 2_000; seed++) {
      acceptOrRefuse(Files.mutate(text, new Random(seed)));
    }
  }

  /** Anything but the declared exception fails the test. */
  private static void acceptOrRefuse(String text) {
    try {
      assertThat(YamlConfigParser.parse("f.yaml", text).config()).isNotNull();
    } catch (InvalidConfigException e) {
      assertThat(e.problems()).isNotEmpty();
      assertThat(e.problems()).allMatch(it -> it.line() > 0 && it.column() > 0);
    } catch (RuntimeException | Error e) {
      throw new AssertionError("crashed on:\n" + text, e);
    }
  }
}
