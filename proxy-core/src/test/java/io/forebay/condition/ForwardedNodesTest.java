package io.forebay.condition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForwardedNodesTest {

  private static final String[] NODES = {
    "192.0.2.43", "192.0.2.43:47011", "[2001:db8:cafe::17]:4711", "_gazonk", "unknown", "a\"b,c;d\\"
  };

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "for=1.2.3.4 | 1.2.3.4",
        "For=\"[2001:db8::1]:4711\" | [2001:db8::1]:4711",
        "for=1.2.3.4;proto=http;by=5.6.7.8 | 1.2.3.4",
        "proto=https ; for=1.2.3.4 | 1.2.3.4",
        "for=1.2.3.4, for=\"_x\" | 1.2.3.4 _x",
        "for=1.2.3.4,, ,for=5.6.7.8, | 1.2.3.4 5.6.7.8",
        "for=1.2.3.4:80;; | 1.2.3.4:80",
        "host=\"a, for=6.6.6.6\";for=1.2.3.4 | 1.2.3.4",
        "host=\"\\\"\";for=\"1.2\\.3.4\" | 1.2.3.4",
        "proto=http | unknown",
        "for=1.2.3.4, proto=http | 1.2.3.4 unknown",
        "for=1.2.3.4;for=5.6.7.8 | unknown",
        "for = 1.2.3.4 | unknown",
        "for=\"1.2.3.4 | unknown",
        "for=\"1.2.3.4\\ | unknown",
        "for=\"\" | unknown",
        "for= | unknown",
        "for=1.2.3.4 for=5.6.7.8 | unknown",
        "for=\"1.2.3.4\"5 | unknown",
        "1.2.3.4 | unknown",
        "=1.2.3.4 | unknown",
        "; | unknown"
      })
  void value_oneNodeForEachElement(String value, String nodes) {
    assertThat(String.join(" ", ForwardedNodes.of(value))).isEqualTo(nodes);
  }

  @Test
  void empty_noNode() {
    assertThat(ForwardedNodes.of("")).isEmpty();
    assertThat(ForwardedNodes.of(" , ,")).isEmpty();
  }

  @Test
  void whatIsWritten_isRead() {
    Random random = new Random(7239);
    for (int round = 0; round < 3000; round++) {
      List<String> nodes = new ArrayList<>();
      StringBuilder value = new StringBuilder();
      for (int elements = random.nextInt(4); elements >= 0; elements--) {
        String node = NODES[random.nextInt(NODES.length)];
        nodes.add(node);
        value.append(value.isEmpty() ? "" : random.nextBoolean() ? "," : " ,\t");
        value.append(element(random, node));
      }
      assertThat(ForwardedNodes.of(value.toString())).as(value.toString()).isEqualTo(nodes);
    }
  }

  private static String element(Random random, String node) {
    String before = random.nextBoolean() ? "by=\"x;for=1\\\", \";" : "";
    String after = random.nextBoolean() ? ";Proto=https" : "";
    return before + "fOr=" + quoted(random, node) + after;
  }

  private static String quoted(Random random, String node) {
    if (node.matches("[0-9a-z._]+") && random.nextBoolean()) {
      return node;
    }
    StringBuilder text = new StringBuilder("\"");
    for (char c : node.toCharArray()) {
      boolean escaped = c == '"' || c == '\\' || random.nextInt(8) == 0;
      text.append(escaped ? "\\" : "").append(c);
    }
    return text.append('"').toString();
  }

  @Test
  void anything_endsWithoutAnException() {
    Random random = new Random(2014);
    String alphabet = "for=\",;\\ \t[]:1._\u00ff";
    for (int round = 0; round < 5000; round++) {
      StringBuilder value = new StringBuilder();
      for (int length = random.nextInt(30); length > 0; length--) {
        value.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      assertThat(ForwardedNodes.of(value.toString())).doesNotContainNull();
    }
  }
}
