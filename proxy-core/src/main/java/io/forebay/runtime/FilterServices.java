package io.forebay.runtime;

import io.forebay.auth.PasswordChecks;
import io.forebay.filter.Tarpit;
import io.forebay.util.Ticker;
import org.jspecify.annotations.Nullable;

/** What the filters of all snapshots share. Life-cycle thread. */
final class FilterServices implements AutoCloseable {
  private final int workers;
  private final Ticker ticker;
  private final Tarpit tarpit;
  private @Nullable PasswordChecks passwords;

  /** Those of a proxy with so many event loops. */
  FilterServices(int workers, Ticker ticker) {
    this.workers = workers;
    this.ticker = ticker;
    this.tarpit = new Tarpit(workers);
  }

  /** Where requests wait that are to be refused. Any thread. */
  Tarpit tarpit() {
    return tarpit;
  }

  /** Verifies passwords; made once somebody has one, as cryptography takes a while to begin. */
  PasswordChecks passwords() {
    PasswordChecks made = passwords;
    if (made == null) {
      made = new PasswordChecks(workers, ticker);
      passwords = made;
    }
    return made;
  }

  @Override
  public void close() {
    if (passwords != null) {
      passwords.close();
    }
  }
}
