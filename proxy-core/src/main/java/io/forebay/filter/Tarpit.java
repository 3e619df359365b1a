package io.forebay.filter;

import io.forebay.http.Worker;
import io.forebay.util.LoopTimer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Where requests wait that are to be refused, so that whoever sends many of them is held up. As
 * every one of them costs a connection and some memory, there may only be so many: 10,000 over all
 * event loops. Shared by all snapshots.
 */
public final class Tarpit {

  /** How many requests may wait. */
  public static final int MOST = 10_000;

  private final int most;
  private final AtomicInteger waiting = new AtomicInteger();
  private final List<OfLoop> loops;

  /** What waits on one event loop, which alone touches it. */
  private static final class OfLoop {
    private final Set<Place> places = new LinkedHashSet<>();
    private boolean closed;
  }

  /** One that holds {@link #MOST} requests of {@code workers} event loops. */
  public Tarpit(int workers) {
    this(workers, MOST);
  }

  Tarpit(int workers, int most) {
    this.most = most;
    this.loops = IntStream.range(0, workers).mapToObj(i -> new OfLoop()).toList();
  }

  /** How many requests wait now. Any thread. */
  public int waiting() {
    return waiting.get();
  }

  /**
   * Has a request on the event loop {@code worker} wait for {@code nanos}, unless {@link
   * Place#leave} is called before. That loop only.
   *
   * @param then called on the event loop once it has waited, and when waiting is over for all
   * @return null, with nothing changed, if no more may wait
   */
  @Nullable Place hold(Worker worker, long nanos, Runnable then) {
    OfLoop loop = loops.get(worker.index());
    if (loop.closed) {
      return null;
    }
    if (waiting.incrementAndGet() > most) {
      waiting.decrementAndGet();
      return null;
    }
    Place place = new Place(loop, worker.timer(), then);
    loop.places.add(place);
    worker.timer().set(place, worker.timer().now() + nanos);
    return place;
  }

  /** Ends all waiting on one event loop, for good. That loop only. */
  public void close(int worker) {
    OfLoop loop = loops.get(worker);
    loop.closed = true;
    List.copyOf(loop.places).forEach(Place::end);
  }

  /** One request that waits. */
  final class Place extends LoopTimer.Node {
    private final OfLoop loop;
    private final LoopTimer timer;
    private final Runnable then;

    private Place(OfLoop loop, LoopTimer timer, Runnable then) {
      this.loop = loop;
      this.timer = timer;
      this.then = then;
    }

    /** It waits no more, whatever the reason. Idempotent. */
    void leave() {
      if (loop.places.remove(this)) {
        waiting.decrementAndGet();
        timer.cancel(this);
      }
    }

    private void end() {
      leave();
      then.run();
    }

    @Override
    protected void onDeadline() {
      end();
    }
  }
}
