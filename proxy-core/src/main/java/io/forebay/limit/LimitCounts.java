package io.forebay.limit;

import java.util.concurrent.atomic.LongAdder;

/** What has become of requests under one limit. Any thread. */
public final class LimitCounts {

  /** Requests that were refused. */
  public final LongAdder refused = new LongAdder();

  /** Requests that were to be refused and have passed, as only a trial was asked for. */
  public final LongAdder dryRun = new LongAdder();

  /** Requests that had to wait for their turn. */
  public final LongAdder delayed = new LongAdder();
}
