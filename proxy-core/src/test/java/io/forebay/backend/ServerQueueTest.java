package io.forebay.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who gets a server's free slot, alone and with many threads at once. */
class ServerQueueTest {

  private static final int MAX = 1024;

  private final Server server = new Server(1, "app", "s1", new InetSocketAddress("127.0.0.1", 1));

  private Backend backend(int limit) {
    server.state(ServerState.UP);
    Backend backend =
        new Backend(
            "app",
            List.of(new WeightedServer(server, 1, false, limit)),
            (eligible, key, tried) -> {
              boolean none =
                  eligible.size() == 0 || (tried != null && tried.contains(eligible.server(0)));
              return none ? null : eligible.server(0);
            },
            new UpstreamSettings(true, 1),
            new ServerQueue(),
            new QueueSettings(MAX, false));
    backend.takeOver();
    return backend;
  }

  private static final class Waiting extends Waiter {
    private final CountDownLatch turn = new CountDownLatch(1);

    Waiting() {
      this(null);
    }

    Waiting(@Nullable TriedServers tried) {
      super(LoadBalancer.NO_KEY, tried, new GuardPermit());
    }

    @Override
    protected void onTurn() {
      turn.countDown();
    }

    boolean isServed() {
      return turn.getCount() == 0 && granted() != null;
    }
  }

  @Test
  void freedSlots_goToTheOldest() {
    Backend backend = backend(1);
    assertThat(backend.reserve(LoadBalancer.NO_KEY, null, new GuardPermit())).isSameAs(server);
    List<Waiting> waiters = join(backend, 3);
    for (int i = 0; i < 3; i++) {
      assertThat(waiters.get(i).isServed()).isFalse();
      backend.release(server);
      assertThat(waiters.get(i).isServed()).isTrue();
      assertThat(server.inFlight()).isEqualTo(1);
    }
    backend.release(server);
    assertThat(server.inFlight()).isZero();
  }

  @Test
  void returnsAfterATurnInVain_hasItsPlaceAndIsNotRefused() {
    Backend backend = backend(1);
    assertThat(backend.reserve(LoadBalancer.NO_KEY, null, new GuardPermit())).isSameAs(server);
    List<Waiting> waiters = join(backend, 4);
    for (int i : new int[] {0, 1, 2}) {
      assertThat(backend.queue().leave(waiters.get(i))).isTrue();
    }
    List<Waiting> returned = new ArrayList<>();
    for (int i : new int[] {1, 0, 2}) {
      Waiting again = new Waiting();
      again.returnTo(waiters.get(i));
      assertThat(backend.queue().join(again, 1)).isTrue();
      returned.add(again);
    }
    assertThat(backend.queue().length()).isEqualTo(4);
    assertThat(backend.queue().join(new Waiting(), 1)).as("a new one").isFalse();

    for (Waiting next :
        List.of(returned.get(1), returned.get(0), returned.get(2), waiters.get(3))) {
      assertThat(next.isServed()).isFalse();
      backend.release(server);
      assertThat(next.isServed()).isTrue();
    }
  }

  /** Lets one try begin at a time. */
  private static final class OneAtATime implements ServerGuard {
    private final AtomicBoolean taken = new AtomicBoolean();

    @Override
    public long tryAcquire() {
      return taken.compareAndSet(false, true) ? 1 : REFUSED;
    }

    @Override
    public void release(long permit, Outcome outcome, int status) {
      taken.set(false);
    }

    @Override
    public void broken(Outcome outcome) {}

    @Override
    public void silent() {}
  }

  @Test
  void guardThatRefuses_servesTheOldestAloneAndKeepsTheOrder() {
    server.guard(new OneAtATime());
    Backend backend = backend(0);
    GuardPermit first = new GuardPermit();
    assertThat(backend.reserve(LoadBalancer.NO_KEY, null, first)).isSameAs(server);
    assertThat(backend.reserve(LoadBalancer.NO_KEY, null, new GuardPermit())).isNull();
    List<Waiting> waiters = join(backend, 3);
    assertThat(server.inFlight()).isEqualTo(1);
    for (Waiting oldest : waiters) {
      assertThat(oldest.isServed()).isFalse();
      first.end(Outcome.ANSWERED);
      backend.release(server);
      assertThat(waiters).filteredOn(Waiting::isServed).last().isSameAs(oldest);
      first = oldest.permit;
    }
  }

  @Test
  void serverThatFailedAndCameBack_mayBeTriedAgain() {
    TriedServers tried = new TriedServers();
    tried.add(server);
    assertThat(tried.contains(server)).isTrue();
    server.state(ServerState.DOWN);
    assertThat(tried.contains(server)).isTrue();
    server.state(ServerState.UP);
    assertThat(tried.contains(server)).isFalse();
    tried.add(server);
    server.avoid(Avoidance.SUSPECTED);
    server.admit(Avoidance.EJECTED);
    assertThat(tried.contains(server)).isTrue();
    server.admit(Avoidance.SUSPECTED);
    assertThat(tried.contains(server)).isFalse();
    tried.add(server);
    server.adminState(AdminState.MAINT);
    server.adminState(AdminState.READY);
    assertThat(tried.contains(server)).isFalse();
  }

  @Test
  void whoLeaves_isPassedOver() {
    Backend backend = backend(1);
    backend.reserve(LoadBalancer.NO_KEY, null, new GuardPermit());
    List<Waiting> waiters = join(backend, 4);
    assertThat(backend.queue().leave(waiters.get(0))).isTrue();
    assertThat(backend.queue().leave(waiters.get(2))).isTrue();
    assertThat(backend.queue().leave(waiters.get(2))).isFalse();
    assertThat(backend.queue().length()).isEqualTo(2);
    backend.release(server);
    backend.release(server);
    assertThat(waiters).extracting(Waiting::isServed).containsExactly(false, true, false, true);
    assertThat(backend.queue().length()).isZero();
  }

  @Test
  void fullQueue_takesNobody() {
    Backend backend = backend(1);
    backend.reserve(LoadBalancer.NO_KEY, null, new GuardPermit());
    assertThat(backend.queue().join(new Waiting(), 1)).isTrue();
    assertThat(backend.queue().join(new Waiting(), 1)).isFalse();
    assertThat(backend.queue().length()).isEqualTo(1);
  }

  @Test
  void largerLimitTakenOver_servesAsManyAsFit() {
    Backend before = backend(1);
    before.reserve(LoadBalancer.NO_KEY, null, new GuardPermit());
    List<Waiting> waiters = join(before, 4);
    Backend after =
        new Backend(
            "app",
            List.of(new WeightedServer(server, 1, false, 3)),
            (eligible, key, tried) -> tried != null && tried.contains(server) ? null : server,
            before.settings(),
            before.queue(),
            before.queueSettings());
    after.takeOver();
    assertThat(waiters).extracting(Waiting::isServed).containsExactly(true, true, false, false);
    before.release(server);
    assertThat(waiters.get(2).isServed()).isTrue();
    assertThat(server.inFlight()).isEqualTo(3);
  }

  @Test
  void lastServerGoesDown_everybodySentAway() {
    Backend backend = backend(1);
    backend.reserve(LoadBalancer.NO_KEY, null, new GuardPermit());
    List<Waiting> waiters = join(backend, 3);
    server.state(ServerState.DOWN);
    backend.refresh();
    assertThat(waiters).extracting(Waiter::dismissal).containsOnly(Waiter.Dismissal.NO_SERVER);
    assertThat(backend.queue().length()).isZero();
  }

  @Test
  void joinsAfterTheLastServerWentDown_sentAwayAtOnce() {
    Backend backend = backend(1);
    server.state(ServerState.DOWN);
    backend.refresh();
    Waiting late = join(backend, 1).get(0);
    assertThat(late.dismissal()).isEqualTo(Waiter.Dismissal.NO_SERVER);
  }

  @Test
  void whoHasTriedTheServerWithRoom_isPassedOver() {
    Server other = new Server(2, "app", "s2", new InetSocketAddress("127.0.0.1", 2));
    other.state(ServerState.UP);
    server.state(ServerState.UP);
    Backend backend =
        new Backend(
            "app",
            List.of(
                new WeightedServer(server, 1, false, 1), new WeightedServer(other, 1, false, 1)),
            ServerQueueTest::firstOpen,
            new UpstreamSettings(true, 1),
            new ServerQueue(),
            new QueueSettings(MAX, false));
    backend.takeOver();
    assertThat(backend.reserve(LoadBalancer.NO_KEY, null, new GuardPermit())).isSameAs(server);
    assertThat(backend.reserve(LoadBalancer.NO_KEY, null, new GuardPermit())).isSameAs(other);
    TriedServers tried = new TriedServers();
    tried.add(server);
    Waiting again = new Waiting(tried);
    backend.queue().join(again, MAX);
    Waiting first = join(backend, 1).get(0);
    backend.release(server);
    assertThat(again.isServed()).isFalse();
    assertThat(first.granted()).isSameAs(server);
    backend.release(other);
    assertThat(again.granted()).isSameAs(other);
  }

  private static @Nullable Server firstOpen(
      EligibleServers eligible, long key, @Nullable TriedServers tried) {
    for (int i = 0; i < eligible.size(); i++) {
      if (EligibleServers.isOpen(eligible.server(i), tried)) {
        return eligible.server(i);
      }
    }
    return null;
  }

  @Test
  void manyThreads_limitHeldAndNobodyForgotten() throws Exception {
    int limit = 3;
    Backend backend = backend(limit);
    AtomicInteger active = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger forgotten = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<Future<?>> done = new ArrayList<>();
    for (int t = 0; t < 8; t++) {
      int seed = t;
      done.add(
          threads.submit(
              () -> {
                for (int i = 0; i < 5000; i++) {
                  if (!take(backend, (i + seed) % 7 == 0, forgotten)) {
                    continue;
                  }
                  most.accumulateAndGet(active.incrementAndGet(), Math::max);
                  active.decrementAndGet();
                  backend.release(server);
                }
                return null;
              }));
    }
    for (Future<?> it : done) {
      it.get(60, TimeUnit.SECONDS);
    }
    threads.shutdownNow();
    assertThat(forgotten).hasValue(0);
    assertThat(most.get()).isBetween(1, limit);
    assertThat(server.inFlight()).isZero();
    assertThat(backend.queue().length()).isZero();
  }

  /** Takes a slot, waiting for it if need be; false if it gave up instead. */
  private static boolean take(Backend backend, boolean impatient, AtomicInteger forgotten)
      throws InterruptedException {
    if (!backend.isAwaited()
        && backend.reserve(LoadBalancer.NO_KEY, null, new GuardPermit()) != null) {
      return true;
    }
    Waiting waiter = new Waiting();
    assertThat(backend.queue().join(waiter, MAX)).isTrue();
    if (impatient && backend.queue().leave(waiter)) {
      return false;
    }
    if (!waiter.turn.await(30, TimeUnit.SECONDS)) {
      forgotten.incrementAndGet();
      return false;
    }
    return true;
  }

  private static List<Waiting> join(Backend backend, int count) {
    List<Waiting> waiters = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      waiters.add(new Waiting());
      assertThat(backend.queue().join(waiters.get(i), MAX)).isTrue();
    }
    return waiters;
  }
}
