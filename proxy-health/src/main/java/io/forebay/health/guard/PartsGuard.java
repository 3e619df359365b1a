package io.forebay.health.guard;

import io.forebay.backend.Outcome;
import io.forebay.backend.ServerGuard;

/** A guard of one or two parts, each of which must permit a try. */
final class PartsGuard implements ServerGuard {

  private static final int BITS = Integer.SIZE;

  private final GuardPart first;
  private final GuardPart second;

  /** Asks {@code first} first. */
  PartsGuard(GuardPart first, GuardPart second) {
    this.first = first;
    this.second = second;
  }

  boolean isOf(GuardPart first, GuardPart second) {
    return this.first == first && this.second == second;
  }

  @Override
  public long tryAcquire() {
    int firstPermit = first.tryAcquire();
    if (firstPermit == GuardPart.REFUSED) {
      return REFUSED;
    }
    int secondPermit = second.tryAcquire();
    if (secondPermit == GuardPart.REFUSED) {
      first.release(firstPermit, Outcome.ABANDONED, 0);
      return REFUSED;
    }
    return (long) firstPermit << BITS | secondPermit;
  }

  @Override
  public void release(long permit, Outcome outcome, int status) {
    first.release((int) (permit >>> BITS), outcome, status);
    second.release((int) permit, outcome, status);
  }

  @Override
  public void broken(Outcome outcome) {
    first.broken(outcome);
    second.broken(outcome);
  }

  @Override
  public void silent() {
    first.silent();
    second.silent();
  }
}
