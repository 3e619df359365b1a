package io.forebay.admin.page;

import io.forebay.admin.resource.EventStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends everybody who looks at the page what has changed, once a second and rendered once for all.
 * Nothing is done while nobody looks. Admin event loop only, except where said.
 */
final class LiveFeed {

  private static final Logger LOG = LoggerFactory.getLogger(LiveFeed.class);
  private static final String EVENT = "change";
  private static final long PERIOD_MILLIS = 1000;

  private static final class Viewer {
    private final EventStream.Sink sink;
    private long version;

    Viewer(EventStream.Sink sink, long version) {
      this.sink = sink;
      this.version = version;
    }
  }

  /** What was rendered for viewers of several versions. */
  private record Rendered(long version, Map<Long, String> changes) {}

  private final Executor renderer;
  private final Supplier<Parts> source;
  private final LiveState state;
  private final List<Viewer> viewers = new ArrayList<>();
  private boolean running;

  /**
   * @param renderer the one thread that makes pages and has {@code source} and {@code state}
   */
  LiveFeed(Executor renderer, Supplier<Parts> source, LiveState state) {
    this.renderer = renderer;
    this.source = source;
    this.state = state;
  }

  /** Takes one more viewer, whose page is of {@code version}. */
  void open(EventStream.Sink sink, long version) {
    Viewer viewer = new Viewer(sink, version);
    viewers.add(viewer);
    sink.onClose(() -> viewers.remove(viewer));
    if (!running) {
      running = true;
      turn(sink.executor());
    }
  }

  private void turn(ScheduledExecutorService loop) {
    Set<Long> versions = new HashSet<>();
    for (Viewer it : viewers) {
      if (it.sink.isWritable()) {
        versions.add(it.version);
      }
    }
    if (viewers.isEmpty()) {
      running = false;
      return;
    }
    try {
      renderer.execute(() -> render(versions, loop));
    } catch (RejectedExecutionException e) {
      // There are more pages asked for than can be made: the next turn may be luckier.
      again(loop);
    }
  }

  /** On the renderer's thread. */
  private void render(Set<Long> versions, ScheduledExecutorService loop) {
    try {
      if (!versions.isEmpty()) {
        Rendered rendered = rendered(versions);
        loop.execute(() -> send(rendered));
      }
    } catch (RuntimeException e) {
      LOG.warn("the statistics page cannot be kept live", e);
    }
    again(loop);
  }

  private Rendered rendered(Set<Long> versions) {
    long version = state.update(source.get());
    Map<Long, String> changes = new HashMap<>();
    versions.forEach(it -> changes.put(it, state.since(it)));
    return new Rendered(version, changes);
  }

  /** Who reads too slowly keeps his version, and is sent all at once later. */
  private void send(Rendered rendered) {
    for (Viewer it : List.copyOf(viewers)) {
      String change = rendered.changes().get(it.version);
      if (change != null && it.sink.send(EVENT, change)) {
        it.version = rendered.version();
      }
    }
  }

  private void again(ScheduledExecutorService loop) {
    try {
      loop.schedule(() -> turn(loop), PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("the admin loop has ended", e);
    }
  }
}
