package io.forebay.http;

import io.forebay.compress.Compressors;
import io.forebay.stats.LoopStats;
import io.forebay.util.LoopClock;
import io.forebay.util.LoopTimer;
import io.forebay.util.Ticker;
import io.netty.channel.EventLoop;

/**
 * One event loop of the data plane and everything confined to it.
 *
 * @param index 0 to the number of workers - 1
 * @param eventLoop its thread
 * @param clock its clock
 * @param timer its deadlines
 * @param heads its unused heads
 * @param buffers its unused small buffers
 * @param largeBuffers its buffers for reads inside large bodies
 * @param compressors its unused compressors
 * @param date the time of day for its answers
 * @param text what it makes texts with
 * @param stats its counters
 */
public record Worker(
    int index,
    EventLoop eventLoop,
    LoopClock clock,
    LoopTimer timer,
    HeadPool heads,
    SmallBuffers buffers,
    LargeBuffers largeBuffers,
    Compressors compressors,
    HttpDate date,
    LoopText text,
    LoopStats stats) {

  /** The worker of {@code eventLoop}. */
  public static Worker of(int index, EventLoop eventLoop, Ticker ticker) {
    LoopClock clock = new LoopClock(ticker);
    return new Worker(
        index,
        eventLoop,
        clock,
        new LoopTimer(eventLoop, clock),
        new HeadPool(),
        new SmallBuffers(),
        new LargeBuffers(),
        new Compressors(),
        new HttpDate(),
        new LoopText(),
        new LoopStats());
  }
}
