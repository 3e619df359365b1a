package io.forebay.runtime;

import io.forebay.auth.PasswordChecks;
import io.forebay.filter.Tarpit;
import io.forebay.util.Ticker;

/**
 * What the filters of all snapshots share.
 *
 * @param tarpit where requests wait that are to be refused
 * @param passwords verifies them; to be closed
 */
record FilterServices(Tarpit tarpit, PasswordChecks passwords) {

  /** Those of a proxy with so many event loops. */
  static FilterServices of(int workers, Ticker ticker) {
    return new FilterServices(new Tarpit(workers), new PasswordChecks(workers, ticker));
  }
}
