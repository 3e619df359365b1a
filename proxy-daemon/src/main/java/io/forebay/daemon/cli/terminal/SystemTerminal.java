package io.forebay.daemon.cli.terminal;

import java.io.Console;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The terminal of this process. Java does not say which of its streams is one: the shell is asked,
 * and only where it matters.
 */
public final class SystemTerminal implements Terminal {

  @Override
  public boolean isInteractive() {
    return is("test -t 0 && test -t 1") && System.console() != null;
  }

  @Override
  public boolean showsOutput() {
    return is("test -t 1") && !"dumb".equals(System.getenv("TERM"));
  }

  private static boolean is(String condition) {
    try {
      return new ProcessBuilder("sh", "-c", condition).inheritIO().start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public @Nullable String ask(String question) {
    return console().readLine("%s", question);
  }

  @Override
  public char @Nullable [] askSecretly(String question) {
    return console().readPassword("%s", question);
  }

  @Override
  public Screen open() throws IOException {
    return new SystemScreen(new Stty(), System.in, System.out);
  }

  private static Console console() {
    return Objects.requireNonNull(System.console(), "asked although nobody is there");
  }
}
