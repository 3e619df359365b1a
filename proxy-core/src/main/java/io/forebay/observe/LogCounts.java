package io.forebay.observe;

import java.util.concurrent.atomic.LongAdder;

/**
 * What became of lines of all access logs. Any thread.
 *
 * @param dropped lines that were lost
 * @param truncated lines that were cut
 */
record LogCounts(LongAdder dropped, LongAdder truncated) {

  static LogCounts none() {
    return new LogCounts(new LongAdder(), new LongAdder());
  }
}
