package io.forebay.limit;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * As many requests at a time as may be. Any thread. Remembers only keys with a request under way,
 * so there are never more than requests.
 */
public final class RequestsUnderWay implements LimitStore {

  /** Nobody knows when a request ends. */
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final ConcurrentMap<Long, Integer> counts = new ConcurrentHashMap<>();
  private final int most;

  /** Of each key at most {@code most}. */
  public RequestsUnderWay(int most) {
    this.most = most;
  }

  @Override
  public LimitDecision take(Long key, int burst) {
    while (true) {
      Integer count = counts.putIfAbsent(key, 1);
      if (count == null) {
        return passed(1);
      }
      if (count >= most) {
        return LimitDecision.refused(RETRY_NANOS, RETRY_NANOS);
      }
      if (counts.replace(key, count, count + 1)) {
        return passed(count + 1);
      }
    }
  }

  private LimitDecision passed(int count) {
    return LimitDecision.passed(0, most - count, 0);
  }

  @Override
  public void giveBack(Long key) {
    counts.computeIfPresent(key, (it, count) -> count == 1 ? null : count - 1);
  }

  @Override
  public @Nullable LimitState state(Long key) {
    Integer count = counts.get(key);
    return count == null ? null : new LimitState(count, count < most ? 0 : RETRY_NANOS, 0);
  }

  /** Only what is under way is known. */
  @Override
  public boolean forget(Long key) {
    return false;
  }

  @Override
  public boolean countsUntilGivenBack() {
    return true;
  }

  @Override
  public long keys() {
    return counts.size();
  }
}
