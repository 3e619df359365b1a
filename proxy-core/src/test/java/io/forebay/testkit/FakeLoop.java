package io.forebay.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** An event loop without a thread: tasks run when the clock is moved. */
public final class FakeLoop {
  private record Task(long atNanos, Runnable code) {}

  private final ManualTicker ticker;
  private final List<Task> tasks = new ArrayList<>();
  private int scheduled;

  /** A loop that lives by {@code ticker}. */
  public FakeLoop(ManualTicker ticker) {
    this.ticker = ticker;
  }

  /** The clock that {@link #advance} moves. */
  public ManualTicker ticker() {
    return ticker;
  }

  /** The loop that code under test schedules on. */
  public EventLoop eventLoop() {
    return (EventLoop)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {EventLoop.class},
            (proxy, method, args) -> {
              if (method.getName().equals("execute")) {
                tasks.add(new Task(ticker.nanos(), (Runnable) args[0]));
                return null;
              }
              assertThat(method.getName()).isEqualTo("schedule");
              return schedule((Runnable) args[0], (long) args[1]);
            });
  }

  private Object schedule(Runnable code, long delay) {
    assertThat(delay).isNotNegative();
    Task task = new Task(ticker.nanos() + delay, code);
    tasks.add(task);
    scheduled++;
    return Proxy.newProxyInstance(
        getClass().getClassLoader(),
        new Class<?>[] {ScheduledFuture.class},
        (proxy, method, args) -> {
          assertThat(method.getName()).isEqualTo("cancel");
          return tasks.remove(task);
        });
  }

  /** Moves the clock, running each task as soon as it is due. */
  public void advance(long nanos) {
    long end = ticker.nanos() + nanos;
    while (true) {
      Task next = null;
      for (Task task : tasks) {
        if (next == null || task.atNanos - next.atNanos < 0) {
          next = task;
        }
      }
      if (next == null || next.atNanos - end > 0) {
        break;
      }
      tasks.remove(next);
      ticker.advance(Duration.ofNanos(Math.max(next.atNanos - ticker.nanos(), 0)));
      next.code.run();
    }
    ticker.advance(Duration.ofNanos(end - ticker.nanos()));
  }

  /** The loop hangs for a while and runs afterwards what was due. */
  public void stall(long nanos) {
    ticker.advance(Duration.ofNanos(nanos));
    advance(0);
  }

  /** What is scheduled now. */
  public List<?> tasks() {
    return tasks;
  }

  /** How often something was scheduled. */
  public int scheduled() {
    return scheduled;
  }
}
