package io.forebay.daemon.cli;

import io.forebay.config.BackendConfig;
import io.forebay.config.ConfigProblem;
import io.forebay.config.InvalidConfigException;
import io.forebay.config.yaml.EffectiveConfig;
import io.forebay.config.yaml.ParsedConfig;
import io.forebay.config.yaml.YamlConfigParser;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code forebay check}: problems and warnings go to standard error, what is to know of a valid
 * file to standard output; with {@code --print} that is the whole configuration and nothing else.
 */
@Command(
    name = "check",
    description = "Validates a configuration file.",
    footer = {"", "Example: forebay check -c forebay.yaml --strict"})
final class CheckCommand implements Callable<Integer> {

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      required = true,
      description = "The file to validate.")
  private Path file;

  @Option(names = "--strict", description = "Exit with 2 on warnings too.")
  private boolean strict;

  @Option(names = "--print", description = "Write the configuration with every default.")
  private boolean print;

  private final Actions actions;

  @Spec private CommandSpec spec;

  CheckCommand(Actions actions) {
    this.actions = actions;
  }

  @Override
  public Integer call() throws InvalidConfigException {
    ParsedConfig parsed = YamlConfigParser.parse(file);
    PrintWriter err = spec.commandLine().getErr();
    for (ConfigProblem warning : parsed.warnings()) {
      err.println("warning: " + warning);
    }
    // They depend on where and by whom it is asked, so --strict leaves them alone.
    actions.doubts(parsed.config()).forEach(doubt -> err.println("on this system: " + doubt));
    Findings encryption = actions.encryption(parsed.config());
    encryption.warnings().forEach(it -> err.println("warning: " + file + ": " + it));
    encryption.problems().forEach(it -> err.println(file + ": " + it));
    boolean warned = !parsed.warnings().isEmpty() || !encryption.warnings().isEmpty();
    boolean refused = !encryption.problems().isEmpty() || strict && warned;
    PrintWriter out = spec.commandLine().getOut();
    if (print) {
      out.print(EffectiveConfig.text(parsed));
      out.flush();
    } else {
      describe(parsed, refused);
    }
    return refused ? ExitCode.USAGE_OR_CONFIG : ExitCode.DONE;
  }

  private void describe(ParsedConfig parsed, boolean refused) {
    PrintWriter out = spec.commandLine().getOut();
    for (BackendConfig backend : parsed.config().backends().values()) {
      Detection.describe(backend).forEach(out::println);
    }
    if (!refused) {
      out.println(file + ": valid");
    }
  }
}
