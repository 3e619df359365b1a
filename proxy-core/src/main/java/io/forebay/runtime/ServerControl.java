package io.forebay.runtime;

import io.forebay.backend.AdminState;
import io.forebay.backend.Backend;
import io.forebay.backend.Server;
import io.forebay.backend.StateNote;
import io.forebay.backend.WeightedServer;
import io.forebay.observe.Event;
import io.forebay.observe.Events;
import io.forebay.util.Ticker;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Puts in force what operators want of servers, and ends drains in time. Control loop only, but for
 * what says otherwise.
 */
final class ServerControl {

  /*
   *            drain                    drain_timeout is over
   *   READY ----------> DRAIN ------------------------------------> MAINT
   *     |  <----------    |                                           ^
   *     |     ready       +--- maint: the time that is left goes on --+
   *     +-------------------- maint: has drain_timeout, too ----------+
   *
   * A server that has moved takes its admin state along, and has drain_timeout once more.
   * Whichever way a server left READY, what was in flight then has drain_timeout and is cut
   * afterwards; idle connections close at once, the others when they are given back.
   */

  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** What this needs of the proxy. */
  interface Owner {

    /** A backend of the configuration in force. Any thread. */
    @Nullable Backend backend(String name);

    /** The {@code drain_timeout} of {@code server}. Any thread. */
    Duration drainTimeout(Server server);

    /** Closes the idle connections to {@code server}. Any thread. */
    void evacuate(Server server);

    /** Ends all connections to {@code server}. Any thread. */
    void evict(Server server);
  }

  private final EventLoop control;
  private final Owner owner;
  private final Events events;
  private final Ticker ticker;
  private final Map<Server, Drain> drains = new ConcurrentHashMap<>();

  ServerControl(EventLoop control, Owner owner, Events events, Ticker ticker) {
    this.control = control;
    this.owner = owner;
    this.events = events;
    this.ticker = ticker;
  }

  /** How long what is in flight with {@code server} may go on; null where it may. Any thread. */
  @Nullable Duration timeLeft(Server server) {
    Drain drain = drains.get(server);
    return drain == null ? null : Duration.ofNanos(Math.max(0, drain.end() - ticker.nanos()));
  }

  /** See {@link ControlPlane#change}. Any thread. */
  CompletableFuture<Void> change(
      Server server, ServerChange change, Predicate<WeightedServer> expected, String by) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    control.execute(
        () -> {
          try {
            apply(server, change, expected, by);
            done.complete(null);
          } catch (RuntimeException e) {
            done.completeExceptionally(e);
          }
        });
    return done;
  }

  private void apply(
      Server server, ServerChange change, Predicate<WeightedServer> expected, String by) {
    Backend backend = require(server, expected);
    WeightedServer weighted = Objects.requireNonNull(find(backend, server));
    if (change.weight() != null) {
      weigh(weighted, change.weight(), by);
    }
    if (change.maxConnections() != null) {
      limit(weighted, change.maxConnections(), by);
      backend.limit();
    }
    if (change.state() != null && change.state() != server.adminState()) {
      String text = set(server, change.state(), " by " + by);
      clock(server);
      add(Event.Kind.ADMIN, server, text + rest(server));
    }
    backend.refresh();
    if (!server.isWanted()) {
      owner.evacuate(server);
    }
  }

  /**
   * Has a server leave: it gets no new requests, and what is in flight may go on for a while.
   *
   * @param timeout how long; null for what is left of its drain, else its {@code drain_timeout}
   * @return completes when it leaves, with what completes when nothing is in flight any more, by
   *     false if an operator wants it to stay; fails as {@link #change} does. Any thread
   */
  CompletableFuture<CompletableFuture<Boolean>> leave(
      Server server, @Nullable Duration timeout, Predicate<WeightedServer> expected, String by) {
    CompletableFuture<CompletableFuture<Boolean>> begun = new CompletableFuture<>();
    control.execute(
        () -> {
          try {
            begun.complete(leaveNow(server, timeout, expected, by));
          } catch (RuntimeException e) {
            begun.completeExceptionally(e);
          }
        });
    return begun;
  }

  private CompletableFuture<Boolean> leaveNow(
      Server server, @Nullable Duration timeout, Predicate<WeightedServer> expected, String by) {
    Backend backend = require(server, expected);
    Drain known = drains.get(server);
    CompletableFuture<Boolean> left = known == null ? null : known.left();
    if (left == null) {
      left = new CompletableFuture<>();
    }
    Drain drain = known;
    if (drain == null || timeout != null) {
      if (drain != null) {
        drain.cancel();
      }
      drain = begin(server, timeout == null ? owner.drainTimeout(server) : timeout);
    }
    drain.left(left);
    String text = set(server, AdminState.MAINT, ": to be removed by " + by);
    add(Event.Kind.ADMIN, server, text + rest(server));
    backend.refresh();
    owner.evacuate(server);
    return left;
  }

  private Backend require(Server server, Predicate<WeightedServer> expected) {
    Backend backend = owner.backend(server.backendName());
    WeightedServer weighted = backend == null ? null : find(backend, server);
    if (backend == null || weighted == null) {
      throw new IllegalStateException(server + " is no longer in the configuration");
    }
    if (!expected.test(weighted)) {
      throw new StaleException(server + " has changed since it was looked at");
    }
    return backend;
  }

  private static @Nullable WeightedServer find(Backend backend, Server server) {
    return backend.servers().stream().filter(it -> it.server() == server).findFirst().orElse(null);
  }

  private void weigh(WeightedServer weighted, ServerWeight wanted, String by) {
    Server server = weighted.server();
    int before = weighted.effectiveWeight();
    server.runtimeWeight(wanted.runtimeWeight(weighted.weight()));
    int after = weighted.effectiveWeight();
    if (before != after) {
      add(Event.Kind.WEIGHT, server, "weight %d -> %d by %s".formatted(before, after, by));
    }
  }

  private void limit(WeightedServer weighted, int wanted, String by) {
    Server server = weighted.server();
    int before = weighted.effectiveMaxConnections();
    boolean configured = wanted == weighted.maxConnections();
    server.runtimeLimit(configured ? Server.NO_RUNTIME_LIMIT : wanted);
    if (before != wanted) {
      add(Event.Kind.LIMIT, server, "max_connections %d -> %d by %s".formatted(before, wanted, by));
    }
  }

  private static String set(Server server, AdminState to, String cause) {
    String text = server.adminState() + " -> " + to + cause;
    server.adminState(to);
    server.adminNote(new StateNote(Instant.now(), text));
    return text;
  }

  private void clock(Server server) {
    if (server.adminState() == AdminState.READY) {
      end(server, false);
    } else if (!drains.containsKey(server)) {
      begin(server, owner.drainTimeout(server));
    }
  }

  private String rest(Server server) {
    Duration left = timeLeft(server);
    if (left == null || server.inFlight() == 0) {
      return "";
    }
    return ", %d in flight have %s".formatted(server.inFlight(), seconds(left));
  }

  // ---- drains ----

  /** Servers that are in DRAIN without having been told here have their whole time from now on. */
  void followDrains(Backend backend) {
    for (WeightedServer weighted : backend.servers()) {
      Server server = weighted.server();
      if (server.adminState() == AdminState.DRAIN && !drains.containsKey(server)) {
        begin(server, owner.drainTimeout(server));
      }
    }
  }

  private Drain begin(Server server, Duration timeout) {
    Drain drain = new Drain(server, timeout, ticker.nanos());
    drains.put(server, drain);
    lookAgain(drain, 0);
    return drain;
  }

  /**
   * @param leaves whether a server that was to leave may do so now
   */
  private void end(Server server, boolean leaves) {
    Drain drain = drains.remove(server);
    if (drain != null) {
      drain.cancel();
      if (drain.left() != null) {
        drain.left().complete(leaves);
      }
    }
  }

  private void lookAgain(Drain drain, long nanos) {
    drain.next(control.schedule(() -> look(drain), nanos, TimeUnit.NANOSECONDS));
  }

  private void look(Drain drain) {
    Server server = drain.server();
    Backend backend = owner.backend(server.backendName());
    if (backend == null || find(backend, server) == null) {
      // What is in flight with a server that has left the configuration goes on to its end.
      end(server, true);
      return;
    }
    long now = ticker.nanos();
    if (drain.isJustEmptied()) {
      String taken = seconds(drain.taken(now));
      add(Event.Kind.ADMIN, server, server.adminState() + ": drained in " + taken);
    }
    long left = drain.end() - now;
    if (drain.left() != null && server.inFlight() == 0) {
      end(server, true);
    } else if (left > 0) {
      lookAgain(drain, Math.min(left, LOOK_NANOS));
    } else {
      expire(drain, backend);
      end(server, true);
    }
  }

  private void expire(Drain drain, Backend backend) {
    Server server = drain.server();
    int cut = server.inFlight();
    String over = ": drain_timeout of " + seconds(drain.timeout()) + " is over";
    String what = over + (cut == 0 ? "" : ", " + cut + " in flight are cut");
    if (server.adminState() == AdminState.DRAIN) {
      add(Event.Kind.ADMIN, server, set(server, AdminState.MAINT, what));
      backend.refresh();
    } else if (cut > 0) {
      add(Event.Kind.ADMIN, server, server.adminState() + what);
    }
    owner.evict(server);
  }

  private void add(Event.Kind kind, Server server, String text) {
    events.add(kind, server.backendName(), server.name(), text);
  }

  private static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.1fs", duration.toMillis() / 1000.0).replace(".0s", "s");
  }
}
