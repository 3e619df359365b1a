package io.forebay.daemon.cli;

import io.forebay.daemon.cli.terminal.Screen;
import io.forebay.daemon.cli.terminal.Terminal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A terminal at which answers lie ready, or none. */
final class FakeTerminal implements Terminal {
  final List<String> questions = new ArrayList<>();
  final Deque<String> answers = new ArrayDeque<>();
  final FakeScreen screen = new FakeScreen();
  boolean interactive = true;

  @Override
  public boolean isInteractive() {
    return interactive;
  }

  @Override
  public boolean showsOutput() {
    return interactive;
  }

  @Override
  public @Nullable String ask(String question) {
    questions.add(question);
    return answers.poll();
  }

  @Override
  public char @Nullable [] askSecretly(String question) {
    String answer = ask(question);
    return answer == null ? null : answer.toCharArray();
  }

  @Override
  public Screen open() {
    return screen;
  }
}
