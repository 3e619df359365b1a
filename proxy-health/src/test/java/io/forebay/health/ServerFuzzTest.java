package io.forebay.health;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.forebay.backend.AdminState;
import io.forebay.backend.Outcome;
import io.forebay.backend.Server;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Any history of requests, checks, time, operators and reloads leads where a naive model says; see
 * docs/fuzzing.md for how a history is written.
 */
class ServerFuzzTest {
  private static final int HISTORIES = 1000;
  private static final int MOST_STEPS = 400;
  private static final String WORDS = "boercakgftmwsxlp";

  @FuzzTest
  void histories(byte[] input) {
    Letters letters = new Letters(input);
    int settings = letters.next();
    try (var world =
        new ServerWorld(
            (settings & 1) != 0, (settings & 2) != 0, (settings & 4) != 0, (settings & 8) != 0)) {
      for (int step = 0; step < MOST_STEPS && letters.hasMore(); step++) {
        step(world, letters.next(), letters.next());
      }
      world.requireRecovery();
    }
  }

  private static void step(ServerWorld world, int letter, int number) {
    int known = WORDS.indexOf(letter);
    int word = known < 0 ? letter % WORDS.length() : known;
    int n = number & 0xF;
    int server = n & 3;
    switch (WORDS.charAt(word)) {
      case 'b' -> world.begin(n);
      case 'o' -> world.end(n, Outcome.ANSWERED, 200);
      case 'e' -> world.end(n, Outcome.ANSWERED, 503);
      case 'r' -> world.end(n, Outcome.RESET, 0);
      case 'c' -> world.end(n, Outcome.CONNECT_FAILURE, 0);
      case 'a' -> world.end(n, Outcome.ABANDONED, 0);
      case 'k' -> world.end(n, Outcome.STALE_CONNECTION, 0);
      case 'g' -> world.check(server, true);
      case 'f' -> world.check(server, false);
      case 't' -> world.pass(n + 1);
      case 'm' -> world.admin(server, AdminState.values()[(n >> 2) % 3]);
      case 'w' -> world.weight(server, new int[] {Server.NO_RUNTIME_WEIGHT, 0, 1, 5}[n >> 2]);
      case 's' -> world.silent(server);
      case 'x' -> world.breakOff(server);
      case 'p' -> world.catchUp();
      default -> world.reload((n & 1) != 0, (n & 2) != 0);
    }
  }

  /** The input without what is white. */
  private static final class Letters {
    private final byte[] input;
    private int at;

    Letters(byte[] input) {
      this.input = input;
      skip();
    }

    boolean hasMore() {
      return at < input.length;
    }

    /** The next one; 0 behind the end. */
    int next() {
      int letter = hasMore() ? input[at++] & 0xFF : 0;
      skip();
      return letter;
    }

    private void skip() {
      while (hasMore() && (input[at] == ' ' || input[at] == '\n')) {
        at++;
      }
    }
  }

  @Test
  void randomHistories_areThoseOfTheModel() {
    for (int seed = 0; seed < HISTORIES; seed++) {
      String history = history(new Random(seed));
      if (failure(history) != null) {
        String shortest = shortest(history);
        throw new AssertionError("history " + shortest, failure(shortest));
      }
    }
  }

  private @Nullable Throwable failure(String history) {
    try {
      histories(history.getBytes(StandardCharsets.US_ASCII));
      return null;
    } catch (AssertionError | RuntimeException e) {
      return e;
    }
  }

  /** Without every step that it fails without as well. */
  private String shortest(String history) {
    String shortest = history;
    for (int at = history.lastIndexOf(' '); at > 0; at = shortest.lastIndexOf(' ', at - 1)) {
      String less = shortest.substring(0, at) + shortest.substring(at + " b0".length());
      shortest = failure(less) == null ? shortest : less;
    }
    return shortest;
  }

  /** Of a few kinds of steps and few servers: what is rare comes often in one of them. */
  private static String history(Random random) {
    StringBuilder words = new StringBuilder("bb");
    for (int i = 2 + random.nextInt(6); i > 0; i--) {
      words.append(WORDS.charAt(random.nextInt(WORDS.length())));
    }
    int numbers = 1 << random.nextInt(5);
    StringBuilder history = new StringBuilder();
    history.append((char) ('0' + random.nextInt(16)));
    for (int i = random.nextInt(120); i > 0; i--) {
      char word = words.charAt(random.nextInt(words.length()));
      int number = word == 't' ? random.nextInt(16) : random.nextInt(numbers);
      history.append(' ').append(word).append((char) ('0' + number));
    }
    return history.toString();
  }
}
