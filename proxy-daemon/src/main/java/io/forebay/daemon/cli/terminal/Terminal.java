package io.forebay.daemon.cli.terminal;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Whoever sits in front of a command, if anybody does. */
public interface Terminal {

  /** Whether somebody can be asked, and sees what is asked. */
  boolean isInteractive();

  /** Whether standard output is shown on a terminal, which understands colours. */
  boolean showsOutput();

  /** The line that somebody answers {@code question}; null at the end of the input. */
  @Nullable String ask(String question);

  /** The same, without showing what is typed. */
  char @Nullable [] askSecretly(String question);

  /** Takes it for a command that shows something that changes; only if it is interactive. */
  Screen open() throws IOException;
}
