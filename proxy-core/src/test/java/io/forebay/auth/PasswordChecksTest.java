package io.forebay.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.config.PasswordFile;
import io.forebay.testkit.ManualTicker;
import io.forebay.util.Ascii;
import io.forebay.util.Ticker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether passwords are right, how often they are verified, and what is remembered. */
class PasswordChecksTest {
  private static final String HASH = "$2y$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW";
  private static final String OTHER =
      "$2y$04$abcdefghijklmnopqrstuuyx2n0Zzopyr9QuYTMCfOJJOj526QVoC";
  private static final int ROOM = 3;

  private final ManualTicker ticker = new ManualTicker();
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private final List<String> verified = new ArrayList<>();
  private final BiPredicate<String, byte[]> verifier =
      (hash, password) -> {
        verified.add(Ascii.text(password, 0, password.length));
        return Arrays.equals(password, Ascii.bytes("secret"));
      };
  private final PasswordChecks checks = new PasswordChecks(2, ticker, this::enqueue, verifier);

  private void enqueue(Runnable task) {
    if (waiting.size() == ROOM) {
      throw new RejectedExecutionException();
    }
    waiting.add(task);
  }

  private void verifyAll() {
    while (!waiting.isEmpty()) {
      waiting.remove().run();
    }
  }

  private CompletableFuture<Boolean> check(int worker, String hash, String password) {
    return checks.check(worker, hash, Ascii.bytes(password));
  }

  /** Hashes that libxcrypt has made. */
  @ParameterizedTest
  @CsvSource({
    "$2a$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW, secret",
    "$2b$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW, secret",
    "$2y$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW, secret",
    "$2y$05$abcdefghijklmnopqrstuuVQd15VhR/oN1H3pzUR5lME0fZO6.qRW, other",
    "$2y$04$abcdefghijklmnopqrstuuyx2n0Zzopyr9QuYTMCfOJJOj526QVoC, p\u00e4ssw\u00f6rd"
  })
  void bcryptOfOthers_isVerified(String hash, String password) throws Exception {
    try (PasswordChecks real = new PasswordChecks(1, Ticker.system())) {
      byte[] right = password.getBytes(StandardCharsets.UTF_8);
      assertThat(real.check(0, hash, right).get(10, TimeUnit.SECONDS)).isTrue();
      assertThat(real.check(0, hash, Ascii.bytes("x")).get(10, TimeUnit.SECONDS)).isFalse();
      assertThat(real.check(0, hash, new byte[0]).get(10, TimeUnit.SECONDS)).isFalse();
    }
  }

  @Test
  void firstBytesOfLongPasswords_count_asElsewhere() throws Exception {
    String hash = "$2y$04$abcdefghijklmnopqrstuubzadhGtS2zEF.gu0yd0opP6cVzb.e0i";
    try (PasswordChecks real = new PasswordChecks(1, Ticker.system())) {
      for (String right : List.of("x".repeat(72), "x".repeat(72) + "yz", "x".repeat(9000))) {
        assertThat(real.check(0, hash, Ascii.bytes(right)).get(10, TimeUnit.SECONDS)).isTrue();
      }
      byte[] wrong = Ascii.bytes("x".repeat(71));
      assertThat(real.check(0, hash, wrong).get(10, TimeUnit.SECONDS)).isFalse();
    }
  }

  @Test
  void hashOfNobody_canBeVerified_asCostlyAsTheCostliest() throws Exception {
    PasswordFile file =
        new PasswordFile("/f", Map.of("a", HASH, "b", "$2a$06" + HASH.substring(6), "c", OTHER));
    assertThat(file.hashOfNobody()).startsWith("$2y$06$").matches(PasswordFile::isHash);
    try (PasswordChecks real = new PasswordChecks(1, Ticker.system())) {
      assertThat(real.check(0, file.hashOfNobody(), new byte[0]).get(10, TimeUnit.SECONDS))
          .isFalse();
    }
  }

  @Test
  void equalPasswords_areVerifiedOnce_whoeverAsks() {
    List<CompletableFuture<Boolean>> asked = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      asked.add(check(i % 2, HASH, "secret"));
      asked.add(check(i % 2, HASH, "wrong"));
    }
    assertThat(asked).noneMatch(CompletableFuture::isDone);
    verifyAll();
    assertThat(verified).containsExactly("secret", "wrong");
    assertThat(asked).allMatch(CompletableFuture::isDone);
    assertThat(asked.get(0).join()).isTrue();
    assertThat(asked.get(1).join()).isFalse();
    assertThat(check(0, HASH, "secret")).isCompletedWithValue(true);
    assertThat(check(1, HASH, "wrong")).isCompletedWithValue(false);
  }

  @Test
  void anotherHash_isAnotherQuestion() {
    check(0, HASH, "secret");
    verifyAll();
    assertThat(check(0, OTHER, "secret")).isNotDone();
  }

  @Test
  void rightPasswords_areForgottenAfterFiveMinutes_wrongOnesAfterTenSeconds() {
    check(0, HASH, "secret");
    check(0, HASH, "wrong");
    verifyAll();
    ticker.advance(PasswordChecks.WRONG.minusMillis(1));
    assertThat(check(0, HASH, "wrong")).isDone();
    ticker.advance(Duration.ofMillis(2));
    assertThat(check(0, HASH, "wrong")).isNotDone();
    assertThat(check(0, HASH, "secret")).isDone();
    ticker.advance(PasswordChecks.RIGHT);
    assertThat(check(0, HASH, "secret")).isNotDone();
  }

  @Test
  void whatFindsNoRoom_isCancelled_andIsTriedAgain() {
    for (int i = 0; i < ROOM; i++) {
      check(0, HASH, "wrong" + i);
    }
    assertThat(check(0, HASH, "secret")).isCancelled();
    verifyAll();
    CompletableFuture<Boolean> again = check(0, HASH, "secret");
    verifyAll();
    assertThat(again).isCompletedWithValue(true);
  }

  @Test
  void whatHasWaitedForLong_isCancelledUnverified_andIsTriedAgain() {
    CompletableFuture<Boolean> late = check(0, HASH, "secret");
    ticker.advance(PasswordChecks.LONGEST_WAIT.plusNanos(1));
    CompletableFuture<Boolean> next = check(0, HASH, "wrong");
    verifyAll();
    assertThat(late).isCancelled();
    assertThat(next).isCompletedWithValue(false);
    assertThat(verified).containsExactly("wrong");
    CompletableFuture<Boolean> again = check(0, HASH, "secret");
    verifyAll();
    assertThat(again).isCompletedWithValue(true);
  }

  @Test
  void failureOfAVerifier_isNoAnswer() {
    PasswordChecks broken =
        new PasswordChecks(
            1,
            ticker,
            Runnable::run,
            (hash, password) -> {
              throw new IllegalStateException();
            });
    assertThat(broken.check(0, HASH, new byte[0])).isCompletedExceptionally();
  }
}
