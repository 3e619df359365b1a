package io.forebay.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.forebay.config.CipherSuite;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CipherExpressionTest {

  private static final List<String> WORDS =
      List.of("ALL", "HIGH", "ECDHE", "kRSA", "aRSA", "ECDSA", "AES", "AES128", "AES256").stream()
          .collect(Collectors.toCollection(ArrayList::new));

  static {
    WORDS.addAll(List.of("AESGCM", "CHACHA20", "SHA", "TLSv1.2", "SSLv3", "aNULL", "MD5", "CBC"));
    WORDS.addAll(List.of("AES128-SHA", "ECDHE-RSA-CHACHA20-POLY1305", "TLSv1", "FIPS", "EECDH"));
    WORDS.addAll(List.of("ECDHE+AESGCM", "AES+SHA", "ECDSA+HIGH+AES256", "kRSA+CHACHA20"));
  }

  private static List<String> expand(String expression) {
    return new CipherExpression()
        .applied(expression).suites().stream().map(CipherSuite::toString).toList();
  }

  private static String joined(String expression) {
    return String.join(":", expand(expression));
  }

  @ParameterizedTest
  @CsvSource({
    "AES128-SHA:ECDHE-RSA-AES128-GCM-SHA256, AES128-SHA:ECDHE-RSA-AES128-GCM-SHA256",
    "TLS_RSA_WITH_AES_128_CBC_SHA, AES128-SHA",
    "ECDHE+CHACHA20, ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305",
    "kRSA+AESGCM:@STRENGTH, AES256-GCM-SHA384:AES128-GCM-SHA256",
    "AES128-SHA:AES256-SHA:@STRENGTH, AES256-SHA:AES128-SHA",
    "kRSA:!SHA, AES256-GCM-SHA384:AES128-GCM-SHA256",
    "kRSA:-AES256:AES256-SHA, AES128-GCM-SHA256:AES128-SHA:AES256-SHA",
    "kRSA:!AES256:AES256-SHA, AES128-GCM-SHA256:AES128-SHA",
    "kRSA:+AESGCM, AES256-SHA:AES128-SHA:AES256-GCM-SHA384:AES128-GCM-SHA256",
    "DEFAULT:!ECDHE:!AESGCM, AES256-SHA:AES128-SHA"
  })
  void expression_isSuitesInOrder(String expression, String suites) {
    assertThat(joined(expression)).isEqualTo(suites);
  }

  @Test
  void expressionOfManyConfigurations_isAllThatIsStrong() {
    assertThat(expand("HIGH:!aNULL:!MD5")).hasSize(CipherSuite.values().length);
  }

  @Test
  void words_areSeparatedAsInOpenSsl() {
    assertThat(expand("AES128-SHA AES256-SHA,AES128-GCM-SHA256;AES256-GCM-SHA384:::"))
        .hasSize(4)
        .startsWith("AES128-SHA");
  }

  @ParameterizedTest
  @ValueSource(strings = {"HIHG", "ECDHE+", "!", "high", "@SECLEVEL=1", "ALL:DEFAULT", "é", "+"})
  void unknownWord_isRefused(String expression) {
    assertThatThrownBy(() -> expand(expression))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(" (expected: ");
  }

  @Test
  void unknownWord_nearestIsNamed() {
    assertThatThrownBy(() -> expand("HIGH:!kRAS"))
        .hasMessage(
            "kRAS (expected: a suite's name or a word of OpenSSL, such as HIGH;"
                + " did you mean kRSA?)");
    assertThatThrownBy(() -> expand("ECDHE-RSA-AES128-GMC-SHA256"))
        .hasMessageContaining("did you mean ECDHE-RSA-AES128-GCM-SHA256?");
  }

  @Test
  void suitesOfOthers_areRememberedAndLeftOut() {
    CipherExpression expression =
        new CipherExpression()
            .applied("DHE-RSA-AES128-GCM-SHA256:AES128-SHA:TLS_DHE_RSA_WITH_AES_256_CBC_SHA");

    assertThat(expression.suites()).containsExactly(CipherSuite.AES128_SHA);
    assertThat(expression.absent())
        .containsExactly("DHE-RSA-AES128-GCM-SHA256", "TLS_DHE_RSA_WITH_AES_256_CBC_SHA");
  }

  @Test
  void suitesOfTls13_areRememberedAndChangeNothing() {
    CipherExpression expression = new CipherExpression().applied("AES128-SHA:" + tls13());

    assertThat(expression.suites()).containsExactly(CipherSuite.AES128_SHA);
    assertThat(expression.ofTls13()).containsExactlyElementsOf(CipherSuite.TLS_1_3);
  }

  private static String tls13() {
    return String.join(":", CipherSuite.TLS_1_3);
  }

  /** The rules of ciphers(1) as OpenSSL keeps them: one list in which each suite is on or off. */
  private static final class Model {
    private record Entry(CipherSuite suite, boolean on) {}

    private List<Entry> list =
        Arrays.stream(CipherSuite.values())
            .map(suite -> new Entry(suite, false))
            .collect(Collectors.toList());

    void apply(char operator, Set<CipherSuite> suites) {
      Predicate<Entry> named = entry -> suites.contains(entry.suite());
      switch (operator) {
        case '!' -> list.removeIf(named);
        case '+' -> place(named.and(Entry::on), true, false);
        case '-' -> place(named.and(Entry::on), false, true);
        default -> place(named.and(entry -> !entry.on()), true, false);
      }
    }

    private void place(Predicate<Entry> which, boolean on, boolean front) {
      List<Entry> moved = new ArrayList<>();
      for (Entry entry : list) {
        if (which.test(entry)) {
          moved.add(new Entry(entry.suite(), on));
        }
      }
      List<Entry> next = new ArrayList<>(list);
      next.removeIf(which);
      next.addAll(front ? 0 : next.size(), moved);
      list = next;
    }

    List<String> suites() {
      return list.stream().filter(Entry::on).map(entry -> entry.suite().toString()).toList();
    }
  }

  private static String randomWord(Random random) {
    return WORDS.get(random.nextInt(WORDS.size()));
  }

  private static char randomOperator(Random random) {
    return " :-!+".charAt(random.nextInt(5));
  }

  @Test
  void randomExpressions_areAsModel() {
    Random random = new Random(51);
    for (int history = 0; history < 5000; history++) {
      Model model = new Model();
      StringBuilder expression = new StringBuilder();
      for (int i = random.nextInt(8); i >= 0; i--) {
        String word = randomWord(random);
        char operator = randomOperator(random);
        expression.append(':').append(operator).append(word);
        model.apply(operator, members(word));
      }
      assertThat(expand(expression.toString())).as("%s", expression).isEqualTo(model.suites());
    }
  }

  private static Set<CipherSuite> members(String word) {
    return Arrays.stream(CipherSuite.values())
        .filter(
            suite ->
                Arrays.stream(word.split("\\+"))
                    .allMatch(part -> expand(part).contains(suite.toString())))
        .collect(Collectors.toSet());
  }

  @Test
  void randomExpressions_areAsOpenSsl() throws Exception {
    assumeTrue(openSsl("ALL").containsAll(expand("ALL")), "OpenSSL 3 with all of our suites");
    Random random = new Random(52);
    for (int i = 0; i < 60; i++) {
      StringBuilder expression = new StringBuilder(i % 2 == 0 ? "DEFAULT" : "AES:CHACHA20");
      for (int words = random.nextInt(6); words >= 0; words--) {
        expression.append(':').append(randomOperator(random)).append(randomWord(random));
      }
      String text = expression.append(i % 3 == 0 ? ":@STRENGTH" : "").toString();
      assertThat(expand(text)).as(text).isEqualTo(openSsl(text));
    }
  }

  /** What {@code openssl ciphers} makes of it, as far as we have the suites; empty for nothing. */
  private static List<String> openSsl(String expression) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder("openssl", "ciphers", expression)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String output = new String(process.getInputStream().readAllBytes()).strip();
      process.waitFor();
      return Arrays.stream(output.split(":"))
          .filter(name -> CipherSuite.named(name) != null)
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }
}
