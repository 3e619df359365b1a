package io.forebay.daemon.cli;

import io.forebay.config.ProxyConfig;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** The commands that talk to a daemon, with what they write and what they find around them. */
final class CommandFixture {
  final Map<String, String> environment = new HashMap<>();
  final FakeTerminal terminal = new FakeTerminal();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  CommandLine line() {
    return ForebayCommand.create(
            new NoActions(), new ConfigLocation(List.of()), new Surroundings(environment, terminal))
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err));
  }

  /** Executes a line whose words stand between blanks. */
  int execute(String words) {
    return line().execute(words.split(" "));
  }

  String out() {
    return out.toString();
  }

  String err() {
    return err.toString();
  }

  /** For commands that do nothing here. */
  private static final class NoActions implements Actions {
    @Override
    public void run(Path file) {
      throw new AssertionError();
    }

    @Override
    public void takeOver(Path file, @Nullable Path from) {
      throw new AssertionError();
    }

    @Override
    public long upgrade(Path file) {
      throw new AssertionError();
    }

    @Override
    public void demo(boolean anyPorts) {
      throw new AssertionError();
    }

    @Override
    public void rehearse() {
      throw new AssertionError();
    }

    @Override
    public List<String> doubts(ProxyConfig config) {
      return List.of();
    }

    @Override
    public Findings encryption(ProxyConfig config) {
      return new Findings(List.of(), List.of());
    }

    @Override
    public List<String> version() {
      return List.of("Forebay 1");
    }
  }
}
