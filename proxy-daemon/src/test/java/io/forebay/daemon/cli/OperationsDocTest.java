package io.forebay.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What docs/operations.md has operators do can be done. */
class OperationsDocTest {
  private static final Path DOCUMENT = Path.of("../docs/operations.md");

  /** At the beginning of a line or of code, or behind another command. */
  private static final Pattern COMMAND =
      Pattern.compile("(?m)(?:^ *|`|&& |until )(?:[\\w./-]*/)?forebay ([a-z]+)");

  @Test
  void commands_areThere() throws Exception {
    Set<String> named = new TreeSet<>();
    Matcher command = COMMAND.matcher(Files.readString(DOCUMENT));
    while (command.find()) {
      named.add(command.group(1));
    }
    assertThat(named).contains("check", "drain", "status", "upgrade");
    assertThat(new CommandFixture().line().getSubcommands().keySet()).containsAll(named);
  }
}
