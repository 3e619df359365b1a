package io.forebay.daemon.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code forebay} itself, which needs a command. */
@Command(
    name = "forebay",
    description = "A layer-7 load balancer and reverse proxy.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Exit codes: 0 done; 1 failed at run time; 2 usage or invalid configuration.",
      "Signals: SIGTERM and SIGINT stop gracefully, a second one at once; SIGHUP reloads."
    })
public final class ForebayCommand implements Callable<Integer> {

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = CommandLine.ScopeType.INHERIT,
      description = "Show this help.")
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show what forebay version shows.")
  private boolean version;

  @Spec private CommandSpec spec;

  private ForebayCommand() {}

  /** The whole command line, ready to execute. */
  public static CommandLine create(Actions actions, ConfigLocation location) {
    return create(actions, location, Surroundings.ofProcess());
  }

  static CommandLine create(Actions actions, ConfigLocation location, Surroundings surroundings) {
    CommandLine line = new CommandLine(new ForebayCommand());
    line.addSubcommand(new RunCommand(actions, location))
        .addSubcommand(new CheckCommand(actions))
        .addSubcommand(new ExplainCommand())
        .addSubcommand(new DemoCommand(actions))
        .addSubcommand(new RehearseCommand(actions))
        .addSubcommand(new VersionCommand(actions))
        .addSubcommand(new UpgradeCommand(actions, location))
        .addSubcommand(new ReloadCommand(surroundings))
        .addSubcommand(new StatusCommand(surroundings))
        .addSubcommand(new DrainCommand(surroundings))
        .addSubcommand(new ReadyCommand(surroundings))
        .addSubcommand(new MaintCommand(surroundings))
        .addSubcommand(new WeightCommand(surroundings))
        .addSubcommand(new MaxConnectionsCommand(surroundings))
        .addSubcommand(new TopCommand(surroundings))
        .addSubcommand(new RejectedCommand(surroundings))
        .addSubcommand(ServerGroup.create(surroundings))
        .addSubcommand(new DiffCommand(surroundings))
        .addSubcommand(new EventsCommand(surroundings))
        .addSubcommand(new TailCommand(surroundings))
        .addSubcommand(new CompletionCommand());
    IVersionProvider versions = () -> actions.version().toArray(String[]::new);
    line.getCommandSpec().versionProvider(versions);
    return line.setExecutionExceptionHandler(new Failures());
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.USAGE_OR_CONFIG;
  }
}
