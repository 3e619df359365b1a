package io.forebay.health.breaker;

import io.forebay.backend.Backend;
import io.forebay.backend.BreakerReport;
import io.forebay.backend.BreakerState;
import io.forebay.backend.Server;
import io.forebay.backend.ServerState;
import io.forebay.backend.WeightedServer;
import io.forebay.config.BackendConfig;
import io.forebay.config.CircuitBreakerConfig;
import io.forebay.health.StateListener;
import io.forebay.health.guard.GuardPart;
import io.forebay.health.guard.GuardSource;
import io.forebay.util.Ticker;
import io.netty.channel.EventLoop;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The circuit breakers of all backends that have some. Takes servers whose breaker is open out of
 * the choice, and in again to try them. Control loop only but where said otherwise.
 */
public final class Breakers implements GuardSource, StateListener {

  /** The control loop, as far as it is needed here. */
  public interface Control extends Executor {
    /** Runs {@code task} on the control loop after {@code nanos}. */
    void schedule(Runnable task, long nanos);

    static Control of(EventLoop loop) {
      return new Control() {
        @Override
        public void execute(Runnable task) {
          loop.execute(task);
        }

        @Override
        public void schedule(Runnable task, long nanos) {
          loop.schedule(task, nanos, TimeUnit.NANOSECONDS);
        }
      };
    }
  }

  /** What a breaker is for now. */
  private record Part(Backend backend, @Nullable Server server, List<Server> servers) {}

  /** A timer may run a little early. */
  private static final long SHORTEST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final Control control;
  private final Ticker ticker;
  private final BreakerListener listener;
  private final Told told = new Told();
  private Map<CircuitBreaker, Part> parts = new IdentityHashMap<>();

  /** None yet. Any thread. */
  public Breakers(Control control, Ticker ticker, BreakerListener listener) {
    this.control = control;
    this.ticker = ticker;
    this.listener = listener;
  }

  @Override
  public Map<Server, GuardPart> apply(Map<Backend, BackendConfig> backends) {
    Map<CircuitBreaker, Part> old = parts;
    parts = new IdentityHashMap<>();
    Map<Server, GuardPart> made = new LinkedHashMap<>();
    backends.forEach(
        (backend, config) -> {
          Map<Server, CircuitBreaker> own = breakers(backend, config.circuitBreaker(), old);
          made.putAll(own);
          use(backend, own);
        });
    return made;
  }

  private Map<Server, CircuitBreaker> breakers(
      Backend backend, @Nullable CircuitBreakerConfig config, Map<CircuitBreaker, Part> old) {
    Map<Server, CircuitBreaker> all = new LinkedHashMap<>();
    if (config == null) {
      return all;
    }
    List<Server> servers = backend.servers().stream().map(WeightedServer::server).toList();
    if (config.scope() == CircuitBreakerConfig.Scope.BACKEND) {
      CircuitBreaker shared = known(null, servers, config, old);
      parts.put(shared, new Part(backend, null, servers));
      servers.forEach(it -> all.put(it, shared));
      return all;
    }
    for (Server server : servers) {
      CircuitBreaker breaker = known(server, List.of(server), config, old);
      parts.put(breaker, new Part(backend, server, List.of(server)));
      all.put(server, breaker);
    }
    return all;
  }

  /**
   * That of before, if it is for the same and has the same settings; else a new one.
   *
   * @param server null for one of the whole backend
   */
  private CircuitBreaker known(
      @Nullable Server server,
      List<Server> servers,
      CircuitBreakerConfig config,
      Map<CircuitBreaker, Part> old) {
    for (Server it : servers) {
      if (it.breaker() instanceof CircuitBreaker breaker
          && old.containsKey(breaker)
          && old.get(breaker).server == server
          && breaker.config().equals(config)) {
        return breaker;
      }
    }
    return new CircuitBreaker(config, ticker, told);
  }

  private static void use(Backend backend, Map<Server, CircuitBreaker> breakers) {
    boolean changed = false;
    for (WeightedServer it : backend.servers()) {
      BreakerReport next = breakers.get(it.server());
      if (it.server().breaker() != next) {
        it.server().breaker(next);
        changed = true;
      }
    }
    if (changed) {
      backend.refresh();
    }
  }

  /** A breaker that is open tries a server that was down and is up again now. */
  @Override
  public void onStateChange(
      Backend backend, Server server, ServerState from, ServerState to, String cause) {
    boolean up = from == ServerState.DOWN && to == ServerState.UP;
    if (up && server.breaker() instanceof CircuitBreaker breaker) {
      breaker.onServerUp();
    }
  }

  /** Passes word on to the control loop. */
  private final class Told implements CircuitBreaker.Listener {

    @Override
    public void onChange(CircuitBreaker breaker, BreakerState from, BreakerState to, String cause) {
      execute(() -> changed(breaker, from, to, cause));
    }

    @Override
    public void onTrial(CircuitBreaker breaker) {
      execute(() -> refresh(breaker));
    }
  }

  private void execute(Runnable task) {
    try {
      control.execute(task);
    } catch (RejectedExecutionException e) {
      // The proxy is closed, and nothing is picked any more.
    }
  }

  private void changed(CircuitBreaker breaker, BreakerState from, BreakerState to, String cause) {
    Part part = parts.get(breaker);
    if (part == null) {
      return;
    }
    if (to == BreakerState.OPEN) {
      awaitEnd(breaker);
    } else {
      part.servers.forEach(Server::comeBack);
    }
    part.backend.refresh();
    listener.onChange(part.backend, part.server, from, to, cause);
  }

  /** Until it has been open for long enough, or has left the open state before. */
  private void awaitEnd(CircuitBreaker breaker) {
    long opened = breaker.transitions(BreakerState.OPEN);
    control.schedule(
        () -> {
          boolean same = breaker.transitions(BreakerState.OPEN) == opened;
          boolean open = breaker.state() == BreakerState.OPEN;
          if (same && open && parts.containsKey(breaker) && !breaker.endOpen()) {
            awaitEnd(breaker);
          }
        },
        Math.max(SHORTEST_WAIT_NANOS, breaker.nanosLeft()));
  }

  private void refresh(CircuitBreaker breaker) {
    Part part = parts.get(breaker);
    if (part != null) {
      part.backend.refresh();
    }
  }
}
