package io.forebay.config.yaml;

import io.forebay.config.CipherSuite;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A list of suites that is built up by OpenSSL's expressions, such as {@code HIGH:!aNULL:!MD5}.
 * What the words mean and in which order suites come is as in OpenSSL 3, over the suites that the
 * proxy has.
 */
final class CipherExpression {
  /*
   * As ciphers(1) says it: a word adds its suites at the end; "-" takes them out, "!" for good; "+"
   * moves those that are in to the end; "A+B" are those of both; "@STRENGTH" sorts. What is taken
   * out goes to the front of what is not in, so that a later word brings it back first.
   */

  /** Not taken out for good, in their order; in the list is what is in {@link #in}. */
  private final List<CipherSuite> order = new ArrayList<>(List.of(CipherSuite.values()));

  private final Set<CipherSuite> in = EnumSet.noneOf(CipherSuite.class);
  private final Set<String> absent = new LinkedHashSet<>();
  private final Set<String> ofTls13 = new LinkedHashSet<>();
  private boolean begun;

  /**
   * This list after these words too.
   *
   * @throws IllegalArgumentException for a word that means nothing, fit for users
   */
  CipherExpression applied(String words) {
    for (String word : words.split("[:;, ]+")) {
      if (!word.isEmpty()) {
        applyOne(word);
        begun = true;
      }
    }
    return this;
  }

  private void applyOne(String word) {
    if (word.equals("@STRENGTH")) {
      move(in(), 256);
      move(in(), 128);
    } else if (word.equals("DEFAULT")) {
      require(!begun, word, "DEFAULT at the beginning only");
      add(EnumSet.allOf(CipherSuite.class));
    } else {
      char operator = word.charAt(0);
      boolean operated = "!-+".indexOf(operator) >= 0;
      Set<CipherSuite> suites = suites(operated ? word.substring(1) : word);
      switch (operator) {
        case '!' -> remove(suites);
        case '-' -> takeOut(suites);
        case '+' -> moveToEnd(suites);
        default -> add(suites);
      }
    }
  }

  /** Those that all parts of {@code A+B} stand for. */
  private Set<CipherSuite> suites(String word) {
    Set<CipherSuite> all = EnumSet.allOf(CipherSuite.class);
    for (String part : word.split("\\+", -1)) {
      all.retainAll(suitesOfOne(part));
    }
    return all;
  }

  private Set<CipherSuite> suitesOfOne(String word) {
    if (CipherSuite.TLS_1_3.contains(word)) {
      ofTls13.add(word);
      return Set.of();
    }
    Set<CipherSuite> suites = CipherWords.suites(word);
    if (suites == null) {
      require(CipherWords.isNameOfOther(word), word, "a suite's name or a word of OpenSSL");
      absent.add(word);
      return Set.of();
    }
    return suites;
  }

  private static void require(boolean condition, String word, String expected) {
    if (!condition) {
      String suggestion = CipherWords.nearest(word);
      String end = suggestion == null ? ")" : "; did you mean " + suggestion + "?)";
      throw new IllegalArgumentException(
          Texts.value(word) + " (expected: " + expected + ", such as HIGH" + end);
    }
  }

  private void add(Set<CipherSuite> suites) {
    List<CipherSuite> added =
        order.stream().filter(suite -> suites.contains(suite) && !in.contains(suite)).toList();
    in.addAll(added);
    toEnd(added);
  }

  private void moveToEnd(Set<CipherSuite> suites) {
    toEnd(in().stream().filter(suites::contains).toList());
  }

  private void takeOut(Set<CipherSuite> suites) {
    List<CipherSuite> out = in().stream().filter(suites::contains).toList();
    out.forEach(in::remove);
    order.removeAll(out);
    order.addAll(0, out);
  }

  private void remove(Set<CipherSuite> suites) {
    order.removeAll(suites);
    in.removeAll(suites);
  }

  private void move(List<CipherSuite> suites, int strength) {
    toEnd(suites.stream().filter(suite -> suite.strength() == strength).toList());
  }

  private void toEnd(Collection<CipherSuite> suites) {
    order.removeAll(suites);
    order.addAll(suites);
  }

  private List<CipherSuite> in() {
    return order.stream().filter(in::contains).toList();
  }

  /** The list so far, the most wanted first. */
  List<CipherSuite> suites() {
    return in();
  }

  /** The names of suites that the proxy does not have. */
  Set<String> absent() {
    return absent;
  }

  /** Those of the suites of TLS 1.3 that were named. */
  Set<String> ofTls13() {
    return ofTls13;
  }
}
