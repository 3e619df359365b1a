package io.forebay.daemon.cli.terminal;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The terminal of this process, by the control sequences of ECMA-48 that all of today's know. It is
 * given back also when the process ends by a signal.
 */
final class SystemScreen implements Screen {

  private static final String ENTER = "\u001b[?1049h\u001b[?25l";
  private static final String LEAVE = "\u001b[?25h\u001b[?1049l";
  private static final String HOME = "\u001b[H";
  private static final String REST_OF_LINE = "\u001b[K";
  private static final String REST_OF_SCREEN = "\u001b[J";

  private final Stty stty;
  private final String before;
  private final PrintStream out;
  private final BlockingQueue<String> keys = new LinkedBlockingQueue<>();
  private final Thread restorer = new Thread(this::restore, "terminal-restore");
  private boolean isRestored;
  private Stty.Size size;

  /** Takes the terminal. */
  SystemScreen(Stty stty, InputStream in, PrintStream out) throws IOException {
    this.stty = stty;
    this.out = out;
    this.before = stty.settings();
    this.size = stty.size();
    Runtime.getRuntime().addShutdownHook(restorer);
    // Whoever suspends the process would be left with a terminal that shows nothing of what he
    // types.
    stty.set("-icanon", "-echo", "susp", "undef", "min", "1", "time", "0");
    write(ENTER);
    Thread reader = new Thread(() -> new KeyReader(in).readTo(keys), "terminal-keys");
    reader.setDaemon(true);
    reader.start();
  }

  @Override
  public int rows() throws IOException {
    size = stty.size();
    return size.rows();
  }

  @Override
  public void show(List<Line> lines) throws IOException {
    StringBuilder frame = new StringBuilder(HOME);
    int count = Math.min(lines.size(), size.rows());
    for (int i = 0; i < count; i++) {
      frame.append(i == 0 ? "" : "\r\n").append(styled(lines.get(i))).append(REST_OF_LINE);
    }
    write(frame.append(REST_OF_SCREEN).toString());
  }

  private String styled(Line line) {
    String safe = TerminalText.safe(line.text());
    int end = Math.min(safe.length(), size.columns());
    String cut = safe.substring(0, end);
    return switch (line.style()) {
      case PLAIN -> cut;
      case TITLE -> "\u001b[1m" + cut + "\u001b[0m";
      case BAD -> "\u001b[31m" + cut + "\u001b[0m";
      case FAINT -> "\u001b[2m" + cut + "\u001b[0m";
      case CHOSEN -> "\u001b[7m" + cut + "\u001b[0m";
    };
  }

  @Override
  public @Nullable String key(Duration limit) throws InterruptedException {
    return keys.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    restore();
    try {
      Runtime.getRuntime().removeShutdownHook(restorer);
    } catch (IllegalStateException e) {
      // The process is ending already.
    }
  }

  private synchronized void restore() {
    if (!isRestored) {
      isRestored = true;
      write(LEAVE);
      try {
        stty.set(before);
      } catch (IOException e) {
        out.println("the terminal could not be restored: " + e.getMessage());
      }
    }
  }

  private synchronized void write(String text) {
    out.print(text);
    out.flush();
  }
}
