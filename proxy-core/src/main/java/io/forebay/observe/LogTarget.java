package io.forebay.observe;

import io.forebay.http.Worker;
import io.forebay.log.LogSink;
import io.forebay.log.LogThread;
import io.forebay.log.Outage;
import io.forebay.util.Ticker;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What access logs are written to; one for all that name the same. Opened by the life-cycle thread,
 * which tells at once if that fails; the writing thread alone writes and closes.
 */
final class LogTarget {
  private static final Logger LOG = LoggerFactory.getLogger(LogTarget.class);

  private final LogSink sink;
  private final LogThread thread;
  private final LongAdder dropped;
  private final LoopLog[] loops;
  private final Outage outage;
  private volatile boolean retired;

  LogTarget(String path, List<Worker> workers, LogThread thread, LogCounts counts, Ticker ticker) {
    this.sink = LogSink.of(path, counts.truncated());
    this.thread = thread;
    this.dropped = counts.dropped();
    this.outage = new Outage("access log " + path, ticker, LOG::error, LOG::info);
    this.loops = new LoopLog[workers.size()];
    for (int i = 0; i < loops.length; i++) {
      loops[i] = new LoopLog(workers.get(i), this);
    }
  }

  LoopLog loop(int worker) {
    return loops[worker];
  }

  /** Counts lines that are lost. Any thread. */
  void dropped(int lines) {
    dropped.add(lines);
  }

  /** Has {@code buffer} written and given back. Event loop of {@code loop}. */
  void hand(LoopLog loop, LogBuffer buffer) {
    thread.execute(
        () -> {
          write(buffer);
          loop.giveBack(buffer);
        });
  }

  // ---- life-cycle thread ----

  /** Opens it, for the first time or because it may have been renamed. */
  void open() throws IOException {
    try {
      sink.open();
    } catch (IOException e) {
      throw new IOException("access log " + e.getMessage(), e);
    }
    retired = false;
  }

  /** No plan names it any more; lines of requests still under way go to it all the same. */
  void retire() {
    retired = true;
    thread.execute(sink::close);
  }

  /** Nothing more is handed over. */
  void end() {
    thread.execute(sink::close);
  }

  /** Waits until what was handed over is written, until {@code deadline} at most. */
  void stop(long deadline) {
    thread.stop(deadline);
  }

  // ---- writing thread ----

  private void write(LogBuffer buffer) {
    int lost = sink.write(buffer.bytes(), buffer.length());
    dropped(lost);
    if (!Thread.currentThread().isInterrupted()) {
      outage.after(lost, sink.trouble());
    }
    if (retired) {
      sink.close();
    }
  }
}
