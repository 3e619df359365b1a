package io.forebay.exchange;

import io.forebay.util.LoopTimer;

/** When an exchange has taken too long. Event loop only. */
final class ExchangeDeadline extends LoopTimer.Node {

  private final Runnable passed;

  ExchangeDeadline(Runnable passed) {
    this.passed = passed;
  }

  @Override
  protected void onDeadline() {
    passed.run();
  }
}
