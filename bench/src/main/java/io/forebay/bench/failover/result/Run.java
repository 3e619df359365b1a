package io.forebay.bench.failover.result;

import io.forebay.bench.failover.client.Request;
import io.forebay.bench.failover.origin.Journal;
import java.util.List;

/**
 * What one proxy did in one scenario. Times are those of {@link System#nanoTime}.
 *
 * @param proxy its name
 * @param recoverySeconds how long a server that came back may be without traffic
 * @param startNanos when the measured time began
 * @param endNanos when it ended
 * @param stoppedNanos when the proxy itself was told to stop, 0 where it was not
 * @param requests all that were scheduled within the measured time
 * @param marks what was done, in order
 * @param outages of the servers, in the order of their ends
 * @param journals what each server received
 */
public record Run(
    String proxy,
    double recoverySeconds,
    long startNanos,
    long endNanos,
    long stoppedNanos,
    List<Request> requests,
    List<Mark> marks,
    List<Outage> outages,
    List<List<Journal.Entry>> journals) {

  /** Seconds from the beginning of the measured time. */
  public double seconds(long nanos) {
    return (nanos - startNanos) / 1e9;
  }

  /** When the first thing went wrong or was done. */
  public long eventNanos() {
    return marks.isEmpty() ? startNanos : marks.get(0).nanos();
  }
}
