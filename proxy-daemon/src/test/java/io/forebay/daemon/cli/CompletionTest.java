package io.forebay.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.testkit.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What shells complete. */
class CompletionTest {
  @TempDir private Path folder;
  private final CommandFixture commands = new CommandFixture();
  private Path script;

  @BeforeEach
  void write() throws IOException {
    assertThat(commands.execute("completion bash")).isZero();
    script = Files.writeString(folder.resolve("forebay"), commands.out());
  }

  @Test
  void script_completesForebay() throws Exception {
    String shown = Program.run("bash", "-c", "source " + script + "; complete -p forebay");
    assertThat(shown).endsWith(" forebay\n").contains("-F _complete_forebay");
  }

  @ParameterizedTest
  @CsvSource({
    "dr, drain",
    "max, max-connections",
    "drain --w, --wait",
    "events --fol, --follow",
    "status --token, --token-file",
    "reh, ''"
  })
  void words_areCompleted(String typed, String completed) throws Exception {
    String words = "forebay " + typed;
    int last = words.split(" ").length - 1;
    String line =
        "compopt() { :; }; source %s; COMP_WORDS=(%s); COMP_CWORD=%d; COMP_LINE='%s'; COMP_POINT=%d; "
            + "_complete_forebay; echo \"${COMPREPLY[@]}\"";
    String shown =
        Program.run("bash", "-c", line.formatted(script, words, last, words, words.length()));
    assertThat(shown.strip()).isEqualTo(completed);
  }

  @Test
  void zsh_understandsTheScript() throws Exception {
    assertThat(commands.execute("completion zsh")).isZero();
    Path zsh = Files.writeString(folder.resolve("zsh"), commands.out());
    String line = "source " + zsh + " && print -r -- ${_comps[forebay]}";
    assertThat(Program.run("zsh", "-f", "-c", line)).contains("forebay");
  }
}
