package io.forebay.daemon;

import io.forebay.daemon.cli.ConfigLocation;
import io.forebay.daemon.cli.ForebayCommand;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The process. */
public final class Main {

  private Main() {}

  /** Executes the command in {@code args} and ends the process with its exit code. */
  public static void main(String[] args) {
    Logging.standard().use();
    Path home = home();
    int code = ForebayCommand.create(new Daemon(home), ConfigLocation.of(home)).execute(args);
    Logging.end();
    System.exit(code);
  }

  /** Where the launcher says that the distribution is. */
  private static @Nullable Path home() {
    String home = System.getProperty("forebay.home");
    return home == null ? null : Path.of(home);
  }
}
