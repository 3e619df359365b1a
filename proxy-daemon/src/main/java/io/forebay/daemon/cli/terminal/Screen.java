package io.forebay.daemon.cli.terminal;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A whole terminal for as long as a command has it; {@link #close} gives it back as it was. */
public interface Screen extends AutoCloseable {

  /** How it has to look. */
  enum Style {
    PLAIN,
    /** Stands out. */
    TITLE,
    /** Something is wrong with it. */
    BAD,
    /** Matters less. */
    FAINT,
    /** Where the cursor is. */
    CHOSEN
  }

  /**
   * A line.
   *
   * @param text is made safe, and cut where it is wider than the screen
   */
  record Line(String text, Style style) {}

  /** Lines that it has now. */
  int rows() throws IOException;

  /** Shows these in place of what was shown; those that do not fit are left out. */
  void show(List<Line> lines) throws IOException;

  /**
   * What is typed next: a character, or one of {@code up}, {@code down}, {@code enter}, {@code
   * escape}, {@code backspace} and {@code end}, which is the end of the input.
   *
   * @return null if nothing is typed within {@code limit}
   */
  @Nullable String key(Duration limit) throws InterruptedException;

  @Override
  void close();
}
