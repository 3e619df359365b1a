package io.forebay.observe;

import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The configurations of a process, counted. The life-cycle thread writes, any thread reads. */
public final class Reloads {

  /**
   * Everything at one moment.
   *
   * @param succeeded reloads since the start, which itself is none
   * @param failed likewise
   * @param lastSuccess when the configuration in force was put in force
   * @param generation its number, from 1
   * @param configHash of its files; empty where it came from none
   * @param last the last reload; null as long as there was none
   */
  public record State(
      long succeeded,
      long failed,
      Instant lastSuccess,
      long generation,
      String configHash,
      @Nullable ReloadResult last) {

    /** Whether the last reload succeeded, or there was none. */
    public boolean isLastSuccessful() {
      return last == null || last.successful();
    }
  }

  private volatile State state;

  /** No reload yet; the configuration in force is from now by {@code clock}. */
  public Reloads(Clock clock) {
    state = new State(0, 0, clock.instant(), 1, "", null);
  }

  /** Any thread. */
  public State state() {
    return state;
  }

  /** Says which files the first configuration came from. Life-cycle thread. */
  public void started(String configHash) {
    State now = state;
    state =
        new State(now.succeeded, now.failed, now.lastSuccess, now.generation, configHash, now.last);
  }

  /** Counts a reload that has ended. Life-cycle thread. */
  public void add(ReloadResult result) {
    State now = state;
    boolean good = result.successful();
    state =
        new State(
            now.succeeded + (good ? 1 : 0),
            now.failed + (good ? 0 : 1),
            good ? result.at().plus(result.duration()) : now.lastSuccess,
            result.generation(),
            result.configHash(),
            result);
  }
}
