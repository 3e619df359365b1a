package io.forebay.health.guard;

import io.forebay.backend.Outcome;

/** Permits everything and remembers nothing. */
final class NoPart implements GuardPart {

  static final NoPart INSTANCE = new NoPart();

  private NoPart() {}

  @Override
  public int tryAcquire() {
    return 0;
  }

  @Override
  public void release(int permit, Outcome outcome, int status) {}
}
