package io.forebay.admin.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.forebay.util.Ticker;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * How much a client that said something wrong is slowed down. Any thread.
 *
 * <p>The first wrong answer is held back for {@link #FIRST}, each further one twice as long, at
 * most {@link #LONGEST}, whatever the number of connections: the times of one client add up, and
 * while more than {@link #PATIENCE} of them is left nothing that it says is looked at. So a client
 * has a guess in {@link #LONGEST} in the long run, and somebody who mistypes a few times goes on at
 * once. Clients are told apart by their addresses, those of IPv6 by the first 64 bits. {@link
 * #MOST} of them are remembered for {@link #MEMORY}, and {@link #MOST_WAITING} wrong answers are
 * held back at a time; others are sent at once, which gains their clients nothing.
 */
final class FailedLogins {

  static final Duration FIRST = Duration.ofMillis(250);
  static final Duration LONGEST = Duration.ofSeconds(8);
  static final Duration PATIENCE = Duration.ofSeconds(5);
  static final Duration MEMORY = Duration.ofMinutes(10);
  static final int MOST = 10_000;
  static final int MOST_WAITING = 64;

  private static final int IPV6_BYTES = 16;
  private static final int MOST_DOUBLED = 5;

  /**
   * @param failures lately
   * @param end of the time that they cost, by the ticker
   */
  private record Record(int failures, long end) {}

  private final Ticker ticker;
  private final Cache<ByteBuffer, Record> records;
  private final AtomicInteger waiting = new AtomicInteger();

  FailedLogins(Ticker ticker) {
    this.ticker = ticker;
    this.records =
        Caffeine.newBuilder()
            .maximumSize(MOST)
            .expireAfterWrite(MEMORY)
            .ticker(ticker::nanos)
            .executor(Runnable::run)
            .build();
  }

  /** What clients are told apart by; any client of a unix socket is the same. */
  static ByteBuffer key(byte @Nullable [] address) {
    if (address == null) {
      return ByteBuffer.allocate(0);
    }
    int bytes = address.length == IPV6_BYTES ? IPV6_BYTES / 2 : address.length;
    return ByteBuffer.wrap(address, 0, bytes).slice();
  }

  /** How long nothing that {@code client} says will be looked at; zero if it is now. */
  Duration refused(ByteBuffer client) {
    Record record = records.getIfPresent(client);
    long left = record == null ? 0 : record.end - ticker.nanos() - PATIENCE.toNanos();
    return Duration.ofNanos(Math.max(0, left));
  }

  /**
   * Counts a failure, or what may turn out to be one and is to be given back if it does not.
   *
   * @return how long the answer is to be held back
   */
  Duration add(ByteBuffer client) {
    long now = ticker.nanos();
    Record after =
        records
            .asMap()
            .compute(
                client,
                (key, before) ->
                    before == null
                        ? new Record(1, now + cost(1))
                        : new Record(
                            before.failures + 1,
                            now + Math.max(0, before.end - now) + cost(before.failures + 1)));
    return Duration.ofNanos(cost(after.failures));
  }

  /** Takes back what {@link #add} has counted, which took {@code cost}. */
  void giveBack(ByteBuffer client, Duration cost) {
    records
        .asMap()
        .computeIfPresent(
            client,
            (key, before) ->
                before.failures <= 1
                    ? null
                    : new Record(before.failures - 1, before.end - cost.toNanos()));
  }

  private static long cost(int failures) {
    return Math.min(LONGEST.toNanos(), FIRST.toNanos() << Math.min(failures - 1, MOST_DOUBLED));
  }

  /** Whether one more answer may be held back; then {@link #leave} is to be called once. */
  boolean enter() {
    if (waiting.incrementAndGet() <= MOST_WAITING) {
      return true;
    }
    waiting.decrementAndGet();
    return false;
  }

  void leave() {
    waiting.decrementAndGet();
  }

  /** How many clients are remembered. */
  int size() {
    records.cleanUp();
    return (int) records.estimatedSize();
  }
}
