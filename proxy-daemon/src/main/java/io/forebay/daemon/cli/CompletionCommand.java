package io.forebay.daemon.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code forebay completion}. */
@Command(
    name = "completion",
    description = "Writes a script by which a shell completes commands and options.",
    footer = {
      "",
      "Example, for a line of ~/.bashrc or ~/.zshrc:",
      "  source <(forebay completion bash)"
    })
final class CompletionCommand implements Callable<Integer> {

  private static final List<String> SHELLS = List.of("bash", "zsh");
  private static final String ZSH = "zsh";

  @Parameters(index = "0", paramLabel = "SHELL", description = "bash or zsh.")
  private String shell;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws UsageException {
    if (!SHELLS.contains(shell)) {
      throw new UsageException(shell + " (expected: bash or zsh)");
    }
    PrintWriter out = spec.commandLine().getOut();
    if (shell.equals(ZSH)) {
      // compdef, which the script asks for, is there once this was called.
      out.println("autoload -Uz compinit && compinit");
    }
    out.print(AutoComplete.bash("forebay", spec.root().commandLine()));
    out.flush();
    return ExitCode.DONE;
  }
}
