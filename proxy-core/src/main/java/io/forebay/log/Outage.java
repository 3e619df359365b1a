package io.forebay.log;

import io.forebay.util.Ticker;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Says once that lines are lost, and once that they no longer are. A receiver that takes only some
 * of them counts as away until none was lost for ten seconds. The thread that writes only.
 */
public final class Outage {
  private static final long CALM_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final String what;
  private final Ticker ticker;
  private final Consumer<String> errors;
  private final Consumer<String> notices;
  private boolean lasting;
  private long lostAt;
  private long lost;

  /**
   * @param what is written to, as messages name it
   */
  public Outage(String what, Ticker ticker, Consumer<String> errors, Consumer<String> notices) {
    this.what = what;
    this.ticker = ticker;
    this.errors = errors;
    this.notices = notices;
  }

  /** Lines were written. */
  public void after(int lostLines, String trouble) {
    if (lostLines > 0) {
      lost += lostLines;
      lostAt = ticker.nanos();
      if (!lasting) {
        lasting = true;
        errors.accept(what + ": " + trouble + "; lines are dropped until it can be written");
      }
    } else if (lasting && ticker.nanos() - lostAt >= CALM_NANOS) {
      lasting = false;
      notices.accept(what + ": can be written again, " + lost + " lines were lost");
      lost = 0;
    }
  }
}
