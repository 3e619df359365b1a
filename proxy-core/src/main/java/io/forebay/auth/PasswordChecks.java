package io.forebay.auth;

import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategies;
import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.forebay.util.Ticker;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;

/**
 * Tells whether a password is that of a bcrypt hash. As that takes tens of milliseconds by design,
 * it happens on a few threads of its own, which only live while there is something to do, and what
 * comes of it is remembered: for 5 min if the password is right, for 10 s if it is not, of 10,000
 * passwords at most. Passwords that are equal are verified once, also while that is under way.
 *
 * <p>What is remembered goes by a keyed hash of bcrypt hash and password, whose key is random and
 * lives as long as the process. Nothing is to be forgotten when a file of users changes: the answer
 * for a hash never does, and one that is gone is not asked for.
 */
public final class PasswordChecks implements AutoCloseable {

  static final Duration RIGHT = Duration.ofMinutes(5);
  static final Duration WRONG = Duration.ofSeconds(10);
  private static final int MOST_REMEMBERED = 10_000;

  /** With a cost of 10, which takes 60 ms, the last one waits for 8 s. */
  private static final int MOST_WAITING = 128;

  /** Costlier hashes would make a queue of the same length one of minutes. */
  static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  private static final int IDLE_SECONDS = 10;

  private final Ticker ticker;
  private final Executor executor;
  private final BiPredicate<String, byte[]> verifier;
  private final AsyncCache<ByteBuffer, Boolean> known;
  private final PasswordDigest[] digests;

  /** For that many event loops. */
  public PasswordChecks(int workers, Ticker ticker) {
    this(workers, ticker, threads(), PasswordChecks::verify);
  }

  PasswordChecks(
      int workers, Ticker ticker, Executor executor, BiPredicate<String, byte[]> verifier) {
    this.ticker = ticker;
    this.executor = executor;
    this.verifier = verifier;
    this.digests = PasswordDigest.ofWorkers(workers);
    this.known =
        Caffeine.newBuilder()
            .maximumSize(MOST_REMEMBERED)
            .expireAfter(Expiry.creating((ByteBuffer key, Boolean right) -> right ? RIGHT : WRONG))
            .ticker(ticker::nanos)
            .executor(Runnable::run)
            .buildAsync();
  }

  private static Executor threads() {
    int count = Math.max(1, Runtime.getRuntime().availableProcessors() / 4);
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            count,
            count,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING),
            task -> {
              Thread thread = new Thread(task, "forebay-passwords");
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  /**
   * Whether {@code password} is that of {@code hash}, at once where that is known.
   *
   * @param worker the index of the event loop that asks
   * @param hash bcrypt, as in {@code htpasswd}
   * @param password not to be changed any more
   * @return cancelled if too many passwords wait already, or this one has for 10 s; completes on
   *     any thread
   */
  public CompletableFuture<Boolean> check(int worker, String hash, byte[] password) {
    ByteBuffer key = digests[worker].of(hash, password);
    return known.get(key, (it, unused) -> begin(hash, password));
  }

  private CompletableFuture<Boolean> begin(String hash, byte[] password) {
    CompletableFuture<Boolean> result = new CompletableFuture<>();
    long begun = ticker.nanos();
    try {
      executor.execute(() -> finish(result, begun, hash, password));
    } catch (RejectedExecutionException e) {
      // Of other failures the cache writes a line to the log.
      result.cancel(false);
    }
    return result;
  }

  private void finish(CompletableFuture<Boolean> result, long begun, String hash, byte[] password) {
    if (ticker.nanos() - begun > LONGEST_WAIT.toNanos()) {
      result.cancel(false);
      return;
    }
    try {
      result.complete(verifier.test(hash, password));
    } catch (RuntimeException e) {
      result.completeExceptionally(e);
    }
  }

  /** As {@code htpasswd} does: the first 72 bytes of a password count. */
  private static boolean verify(String hash, byte[] password) {
    BCrypt.Version version = BCrypt.Version.VERSION_2Y;
    return BCrypt.verifyer(version, LongPasswordStrategies.truncate(version))
        .verify(password, hash.getBytes(StandardCharsets.US_ASCII))
        .verified;
  }

  /** Ends the threads; what still waits is never told. */
  @Override
  public void close() {
    if (executor instanceof ThreadPoolExecutor threads) {
      threads.shutdownNow();
    }
  }
}
