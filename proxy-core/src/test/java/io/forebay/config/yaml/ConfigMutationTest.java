package io.forebay.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.config.ConfigProblem;
import io.forebay.config.InvalidConfigException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Files with all keys whose values and subtrees are swapped, moved and replaced: each is refused
 * with problems that have a place, or its effective text is read as the same configuration. {@code
 * -Dforebay.histories=N} tries more of them.
 */
class ConfigMutationTest {
  private static final int MUTANTS = Integer.getInteger("forebay.histories", 100);
  private static final int SEED = Integer.getInteger("forebay.seed", 1);
  private static final Pattern VALUE =
      Pattern.compile("(?<=[:,\\[] )[^ ,\\[\\]{}#]+(?=[ ,\\]}]|$)");

  private static final List<String> VALUES =
      List.of(
          "none",
          "true",
          "false",
          "0",
          "1",
          "-1",
          "9223372036854775808",
          "1.5",
          "\"\"",
          "~",
          "[]",
          "{}",
          "[~]",
          "{a: b}",
          "0s",
          "1ns",
          "9999999d",
          "0B",
          "9999999TiB",
          "0%",
          "101%",
          "10.0.0.0/33",
          "0.0.0.0/0",
          "\"::/0\"",
          "\"::ffff:1.2.3.4/120\"",
          "10.0.0.1/8",
          "\"${client_ip}\"",
          "\"${nothing}\"",
          "\"${\"",
          "\"$\"",
          "\"${header:}\"",
          "\"(\"",
          "\"(a*)*$1\"",
          "\"a\\r\\nb\"",
          "\"\\0\"",
          "\"é\"",
          "/",
          "\"//\"",
          "\"/../\"",
          "\"/a?b#c\"",
          "\"*\"",
          "\"*.\"",
          "\"[::1]:80\"",
          "\":99999\"",
          "\"header:\"",
          "\"cookie:a b\"",
          "insert",
          "h2c",
          "upstream",
          "[gzip, gzip]",
          "[br]",
          "100/s",
          "\"file:/nowhere\"",
          "unix",
          "close",
          "{tarpit: 0s}",
          "strict",
          "[200-199]",
          "[599]",
          "none:",
          "*a",
          "&a b",
          "!!int x",
          "2024-01-01",
          "0x10",
          "1_000",
          "\"a;b\"",
          "\"a=b\"",
          "\"a,b\"",
          "x-forwarded-for",
          "\"Set-Cookie\"");

  @Test
  void anyMutant_isRefusedWithPlacesOrReadAgainAsTheSame() throws IOException {
    int accepted = 0;
    List<String> texts = texts();
    for (int i = 0; i < MUTANTS; i++) {
      Random random = new Random((SEED * 1_000_000L + i) * 0x9e3779b97f4a7c15L);
      String mutant = mutate(texts.get(i % texts.size()), random);
      try {
        accepted += isAccepted(mutant) ? 1 : 0;
      } catch (RuntimeException | StackOverflowError e) {
        throw new AssertionError("mutant " + i + ":\n" + mutant, e);
      }
    }
    assertThat(accepted).isPositive().isLessThan(MUTANTS);
  }

  private static List<String> texts() throws IOException {
    List<String> texts =
        new ArrayList<>(List.of(Files.text("every-key.yaml"), InheritanceTest.FILE));
    for (Path example : Files.examples()) {
      if (example.endsWith("forebay.reference.yaml")) {
        String text = java.nio.file.Files.readString(example);
        texts.add(text);
        texts.add(text);
      }
    }
    return texts;
  }

  private static boolean isAccepted(String mutant) {
    ParsedConfig parsed;
    try {
      parsed = YamlConfigParser.parse("f.yaml", mutant);
    } catch (InvalidConfigException e) {
      assertThat(e.problems()).isNotEmpty();
      for (ConfigProblem problem : e.problems()) {
        assertThat(problem.line()).as(problem.toString()).isPositive();
        assertThat(problem.column()).as(problem.toString()).isPositive();
        assertThat(problem.message()).isNotEmpty().doesNotContain("\n");
      }
      return false;
    }
    EffectiveConfigTest.requireSame(parsed);
    return true;
  }

  private static String mutate(String text, Random random) {
    List<String> lines = new ArrayList<>(text.lines().toList());
    for (int i = random.nextInt(3); i >= 0; i--) {
      int at = random.nextInt(lines.size());
      switch (random.nextInt(5)) {
        case 0, 1 -> lines.set(at, replaced(lines.get(at), random, pick(VALUES, random)));
        case 2 -> lines.set(at, replaced(lines.get(at), random, value(pick(lines, random))));
        case 3 -> move(lines, at, random);
        default -> uncomment(lines, at);
      }
    }
    return String.join("\n", lines) + "\n";
  }

  private static String replaced(String line, Random random, String value) {
    Matcher matcher = VALUE.matcher(line);
    List<int[]> places = new ArrayList<>();
    while (matcher.find()) {
      places.add(new int[] {matcher.start(), matcher.end()});
    }
    if (places.isEmpty()) {
      return line;
    }
    int[] place = places.get(random.nextInt(places.size()));
    return line.substring(0, place[0]) + value + line.substring(place[1]);
  }

  private static String value(String line) {
    Matcher matcher = VALUE.matcher(line);
    return matcher.find() ? matcher.group() : "none";
  }

  /** Copies a line, with what it holds, to some other place, at the indentation there. */
  private static void move(List<String> lines, int at, Random random) {
    int indent = indent(lines.get(at));
    int end = at + 1;
    while (end < lines.size() && indent(lines.get(end)) > indent) {
      end++;
    }
    int to = random.nextInt(lines.size());
    int there = indent(lines.get(to));
    List<String> moved = new ArrayList<>();
    for (String line : lines.subList(at, end)) {
      moved.add(
          line.isBlank()
              ? ""
              : " ".repeat(there) + line.substring(Math.min(line.length(), indent)));
    }
    lines.addAll(to, moved);
  }

  private static void uncomment(List<String> lines, int at) {
    for (int i = at; i < lines.size(); i++) {
      if (lines.get(i).strip().matches("#[a-z_]+:.*")) {
        lines.set(i, lines.get(i).replaceFirst("#", ""));
        return;
      }
    }
  }

  private static int indent(String line) {
    return line.length() - line.stripLeading().length();
  }

  private static String pick(List<String> from, Random random) {
    return from.get(random.nextInt(from.size()));
  }
}
