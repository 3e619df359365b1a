package io.forebay.daemon.cli;

import io.forebay.config.ConfigProblem;
import io.forebay.config.InvalidConfigException;
import io.forebay.daemon.cli.terminal.TerminalText;
import java.io.PrintWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Turns what a command throws into lines on standard error and an exit code. */
final class Failures implements IExecutionExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

  @Override
  public int handleExecutionException(
      Exception failure, CommandLine commandLine, ParseResult parsed) {
    return tell(failure, commandLine);
  }

  /** The same, for commands that go on afterwards. */
  static int tell(Exception failure, CommandLine commandLine) {
    PrintWriter err = commandLine.getErr();
    LOG.debug("the command failed", failure);
    if (failure instanceof InvalidConfigException invalid) {
      for (ConfigProblem problem : invalid.problems()) {
        err.println(TerminalText.safe(problem.toString()));
      }
      return ExitCode.USAGE_OR_CONFIG;
    }
    err.println("forebay: " + message(failure));
    return failure instanceof UsageException ? ExitCode.USAGE_OR_CONFIG : ExitCode.FAILED;
  }

  private static String message(Exception failure) {
    String message = failure.getMessage();
    String name = failure.getClass().getSimpleName();
    if (message == null) {
      return name;
    }
    String line = TerminalText.safe(message.replaceAll("\\R\\s*", " "));
    return failure instanceof RuntimeException ? name + ": " + line : line;
  }
}
