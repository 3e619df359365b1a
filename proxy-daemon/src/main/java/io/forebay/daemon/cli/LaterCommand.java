package io.forebay.daemon.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** A command that is named already and does nothing yet, whatever follows it. */
abstract class LaterCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Unmatched private List<String> ignored;

  @Override
  public final Integer call() throws UsageException {
    throw new UsageException("not supported yet: " + spec.name());
  }
}
