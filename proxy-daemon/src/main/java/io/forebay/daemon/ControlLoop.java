package io.forebay.daemon;

import io.forebay.config.yaml.SourceFiles;
import io.forebay.daemon.FileWatcher.Pace;
import io.forebay.daemon.systemd.Notifier;
import io.forebay.daemon.upgrade.Handover;
import io.forebay.observe.Event;
import io.forebay.observe.ReloadResult;
import io.forebay.runtime.ProxyException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does on one thread, one after the other, what signals ask for. Only a second request to stop does
 * not wait its turn.
 */
final class ControlLoop {
  private static final Logger LOG = LoggerFactory.getLogger(ControlLoop.class);

  private enum Request {
    RELOAD,
    NAMES,
    CERTIFICATES,
    CHANGE,
    UPGRADE,
    STOP
  }

  /** Something that somebody asked for and waits for. */
  private record Change<T extends @Nullable Object>(Callable<T> work, CompletableFuture<T> result) {

    void perform() {
      try {
        result.complete(work.call());
      } catch (ProxyException e) {
        result.completeExceptionally(new IllegalStateException(e.getMessage(), e));
      } catch (Exception e) {
        result.completeExceptionally(e);
      }
    }
  }

  private record WantedReload(String trigger, CompletableFuture<ReloadResult> result) {}

  private final ProxyAssembly assembly;
  private final @Nullable Path file;
  private final @Nullable Reloader reloader;
  private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
  private final AtomicInteger stops = new AtomicInteger();
  private final Notifier notifier;
  private final BlockingQueue<Handover> handovers = new LinkedBlockingQueue<>();
  private volatile @Nullable Handover handover;
  private @Nullable WantedReload wanted;
  private boolean stopping;
  private final BlockingQueue<CompletableFuture<Void>> refreshes = new LinkedBlockingQueue<>();
  private final Queue<Change<?>> changes = new ConcurrentLinkedQueue<>();
  private @Nullable FileWatcher watcher;
  private @Nullable FileWatcher certificateWatcher;

  /**
   * @param file what a reload reads; null if there is nothing to reload
   * @param sources what the configuration in force was read from
   * @param notifier told of reloads and of the stop
   */
  ControlLoop(ProxyAssembly assembly, @Nullable Path file, SourceFiles sources, Notifier notifier) {
    this.notifier = notifier;
    this.assembly = assembly;
    this.file = file;
    this.reloader = file == null ? null : new Reloader(assembly, file, sources);
  }

  /** What a reload reads; null if there is nothing to reload. Any thread. */
  @Nullable String source() {
    return file == null ? null : file.toString();
  }

  void handleSignals() {
    Signals.handle("TERM", () -> stop("SIGTERM"));
    Signals.handle("INT", () -> stop("SIGINT"));
    Path reloaded = file;
    if (reloaded == null) {
      // Nothing to reload, and the terminal is gone.
      Signals.handle("HUP", () -> stop("SIGHUP"));
    } else {
      Signals.handle(
          "HUP",
          () -> {
            LOG.info("SIGHUP: reloading {}", reloaded);
            reload("SIGHUP");
          });
    }
  }

  /**
   * Reads the configuration again and puts it in force, or changes nothing. Several that are asked
   * for before the first one begins are that one. Any thread.
   *
   * @param trigger who asks, such as {@code SIGHUP}
   * @return completes on the life-cycle thread; exceptionally where there is nothing to reload or
   *     the daemon stops
   */
  synchronized CompletableFuture<ReloadResult> reload(String trigger) {
    if (reloader == null) {
      return CompletableFuture.failedFuture(
          new IllegalStateException("this configuration comes from no file"));
    }
    if (stopping) {
      return CompletableFuture.failedFuture(stopped());
    }
    if (wanted == null) {
      wanted = new WantedReload(trigger, new CompletableFuture<>());
      requests.add(Request.RELOAD);
    }
    return wanted.result.copy();
  }

  /**
   * Has {@code work} done when its turn comes. Any thread.
   *
   * @return completes on the life-cycle thread; as {@code work} does, but with an {@link
   *     IllegalStateException} in place of a {@link ProxyException}, and where the daemon stops
   */
  synchronized <T extends @Nullable Object> CompletableFuture<T> perform(Callable<T> work) {
    if (stopping) {
      return CompletableFuture.failedFuture(stopped());
    }
    Change<T> change = new Change<>(work, new CompletableFuture<>());
    changes.add(change);
    requests.add(Request.CHANGE);
    return change.result;
  }

  private static IllegalStateException stopped() {
    return new IllegalStateException("the daemon is stopping");
  }

  /** Returns when the last request is answered or the time for that is over. */
  void runUntilStopped() throws InterruptedException {
    watchFiles();
    Runnable refresh = () -> ask(Request.CERTIFICATES);
    assembly.proxy().control().scheduleAtFixedRate(refresh, 1, 1, TimeUnit.MINUTES);
    try (NameWatch watch = NameWatch.start(assembly::lookUpNames, () -> ask(Request.NAMES))) {
      LOG.debug("{} runs", watch);
      while (true) {
        switch (requests.take()) {
          case RELOAD -> reload();
          case NAMES -> assembly.applyNames();
          case CERTIFICATES -> refreshCertificates();
          case CHANGE -> changes.remove().perform();
          case UPGRADE -> {
            if (handOver()) {
              refuseReloads();
              assembly.drainHandedOver();
              return;
            }
          }
          case STOP -> {
            refuseReloads();
            notifier.stopping();
            assembly.drain();
            return;
          }
        }
      }
    } finally {
      stopWatching();
    }
  }

  /** As the configuration in force says. */
  private void watchFiles() {
    if (reloader == null || !isWatching()) {
      stopWatching();
      return;
    }
    if (watcher == null) {
      watcher = FileWatcher.start("forebay-config", new Watched(reloader), Pace.DEFAULT);
    }
    boolean certificates = !assembly.tlsFiles().paths().isEmpty();
    if (certificates && certificateWatcher == null) {
      certificateWatcher =
          FileWatcher.start("forebay-certificates", new WatchedCertificates(), Pace.UNHURRIED);
    }
  }

  private boolean isWatching() {
    return assembly.proxy().config().global().reload().watch();
  }

  private void stopWatching() {
    Stream.of(watcher, certificateWatcher).filter(Objects::nonNull).forEach(FileWatcher::close);
    watcher = null;
    certificateWatcher = null;
  }

  /** For who waits, or because it is time: what is valid or has expired meanwhile is noticed. */
  private void refreshCertificates() {
    if (isWatching()) {
      assembly.refreshTls();
    } else {
      assembly.lookAtCertificates();
    }
    for (var done = refreshes.poll(); done != null; done = refreshes.poll()) {
      done.complete(null);
    }
  }

  private void reload() {
    WantedReload begun = takeWanted();
    if (reloader != null && begun != null) {
      notifier.reloading();
      ReloadResult result = reloader.reload(begun.trigger);
      notifier.ready();
      watchFiles();
      begun.result.complete(result);
    }
  }

  /** Has another process take over, when its turn comes. Any thread. */
  void handOver(Handover asked) {
    handovers.add(asked);
    requests.add(Request.UPGRADE);
  }

  private boolean handOver() throws InterruptedException {
    Handover begun = handovers.take();
    handover = begun;
    try {
      if (stops.get() > 0) {
        begun.abort();
      }
      return begun.run();
    } finally {
      handover = null;
    }
  }

  private synchronized @Nullable WantedReload takeWanted() {
    WantedReload taken = wanted;
    wanted = null;
    return taken;
  }

  private synchronized void refuseReloads() {
    stopping = true;
    WantedReload refused = takeWanted();
    if (refused != null) {
      refused.result.completeExceptionally(stopped());
    }
    changes.forEach(it -> it.result.completeExceptionally(stopped()));
    changes.clear();
  }

  /** Several that have not been served yet are as good as one. */
  private void ask(Request request) {
    if (!requests.contains(request)) {
      requests.add(request);
    }
  }

  private void stop(String signal) {
    if (stops.incrementAndGet() == 1) {
      String text = signal + ": stopping gracefully, a second signal stops at once";
      assembly.proxy().events().add(Event.Kind.LIFE, null, null, text);
      requests.add(Request.STOP);
      Handover begun = handover;
      if (begun != null) {
        begun.abort();
      }
      return;
    }
    LOG.warn("{}: stopping at once, {} connections are cut", signal, assembly.openConnections());
    // Whatever the main thread waits for, the process ends here; the kernel closes the sockets.
    Runtime.getRuntime().halt(0);
  }

  /** Has listeners use certificates that have changed. */
  private final class WatchedCertificates implements FileWatcher.Owner {

    @Override
    public SourceFiles lastRead() {
      return assembly.tlsFiles();
    }

    /** What cannot be used leaves in use what was there before: reading it does no harm. */
    @Override
    public boolean isValid() {
      return true;
    }

    @Override
    public void reload() throws InterruptedException {
      CompletableFuture<Void> done = new CompletableFuture<>();
      refreshes.add(done);
      requests.add(Request.CERTIFICATES);
      try {
        done.get();
      } catch (ExecutionException e) {
        LOG.debug("changed certificates not read", e);
      }
    }
  }

  /** Has the watch ask for reloads like everybody else. */
  private final class Watched implements FileWatcher.Owner {
    private final Reloader reloader;

    Watched(Reloader reloader) {
      this.reloader = reloader;
    }

    @Override
    public SourceFiles lastRead() {
      return reloader.lastRead();
    }

    @Override
    public boolean isValid() {
      return reloader.isValid();
    }

    @Override
    public void reload() throws InterruptedException {
      try {
        ControlLoop.this.reload("file").get();
      } catch (ExecutionException e) {
        LOG.debug("changed file not read: {}", e.getCause().getMessage());
      }
    }
  }
}
