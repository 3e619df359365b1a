package io.forebay.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;

/** What {@code forebay COMMAND --help} says. */
class HelpTest {

  /** Commands of commands, too. */
  private static Stream<CommandLine> commands() {
    return below(new CommandFixture().line());
  }

  private static Stream<CommandLine> below(CommandLine line) {
    return line.getSubcommands().values().stream()
        .filter(it -> !it.getCommandSpec().usageMessage().hidden())
        .flatMap(it -> Stream.concat(Stream.of(it), below(it)));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void help_fitsIntoEightyColumns(CommandLine command) {
    assertThat(command.getUsageMessage().lines()).allMatch(it -> it.length() <= 80);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void help_saysWhatEverythingMeans_withAnExample(CommandLine command) {
    String name = command.getCommandSpec().qualifiedName();
    assertThat(command.getCommandSpec().args())
        .extracting(ArgSpec::description)
        .as("descriptions of %s", name)
        .allMatch(it -> it.length > 0);
    assertThat(command.getUsageMessage())
        .contains("Usage: " + name)
        .containsPattern("(?s)\nExample.*" + name + "\\b");
  }
}
