package io.forebay.admin.resource;

import io.forebay.config.yaml.Durations;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers that come when something has happened, or when the time for that is over. */
final class Waiting {

  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final long LOOK_MILLIS = 50;

  private Waiting() {}

  /** How long a request wants to wait. */
  static Duration time(@Nullable String text, String name, Duration fallback) {
    if (text == null) {
      return fallback;
    }
    Duration time;
    try {
      time = Durations.of(text);
    } catch (IllegalArgumentException e) {
      throw new ApiException(400, name + ": " + e.getMessage());
    }
    if (time.compareTo(LONGEST) > 0) {
      throw new ApiException(
          400, name + ": " + text + " (expected: at most " + Durations.text(LONGEST) + ")");
    }
    return time;
  }

  /**
   * Answers by {@code answer} as soon as {@code done}, or after {@code time}.
   *
   * @param request whose timer looks; it tells nobody if it ends first
   */
  static CompletableFuture<AdminResponse> until(
      BooleanSupplier done, Duration time, AdminRequest request, Supplier<AdminResponse> answer) {
    CompletableFuture<AdminResponse> result = new CompletableFuture<>();
    look(done, System.nanoTime() + time.toNanos(), request, answer, result);
    return result;
  }

  private static void look(
      BooleanSupplier done,
      long end,
      AdminRequest request,
      Supplier<AdminResponse> answer,
      CompletableFuture<AdminResponse> result) {
    try {
      long left = end - System.nanoTime();
      if (left <= 0 || done.getAsBoolean()) {
        result.complete(answer.get());
        return;
      }
      long wait = Math.min(left, TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS));
      request
          .timer()
          .schedule(() -> look(done, end, request, answer, result), wait, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      result.cancel(false);
    } catch (RuntimeException e) {
      result.completeExceptionally(e);
    }
  }
}
