package io.forebay.admin;

import io.forebay.stats.Cells;
import io.forebay.stats.LoopStats;
import java.util.List;
import java.util.function.Function;

/** One counter, summed over the event loops. */
final class LoopSum {

  private LoopSum() {}

  static long of(List<LoopStats> loops, Function<LoopStats, Cells> row, int id) {
    long sum = 0;
    for (LoopStats loop : loops) {
      sum += row.apply(loop).get(id);
    }
    return sum;
  }

  /** The largest of one that is not to be summed. */
  static long most(List<LoopStats> loops, Function<LoopStats, Cells> row, int id) {
    long most = 0;
    for (LoopStats loop : loops) {
      most = Math.max(most, row.apply(loop).get(id));
    }
    return most;
  }

  /** Of the ids from 0 to {@code ids}, exclusive. */
  static long ofAll(List<LoopStats> loops, Function<LoopStats, Cells> row, int ids) {
    long sum = 0;
    for (int id = 0; id < ids; id++) {
      sum += of(loops, row, id);
    }
    return sum;
  }
}
