package io.forebay.runtime;

import io.forebay.filter.Tarpit;

/**
 * What the filters of all snapshots share.
 *
 * @param tarpit where requests wait that are to be refused
 */
record FilterServices(Tarpit tarpit) {

  /** Those of a proxy with so many event loops. */
  static FilterServices of(int workers) {
    return new FilterServices(new Tarpit(workers));
  }
}
