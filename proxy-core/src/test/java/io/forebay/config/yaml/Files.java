package io.forebay.config.yaml;

import io.forebay.config.ConfigProblem;
import io.forebay.config.InvalidConfigException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Configuration files for tests; problems call them {@code f.yaml}. */
final class Files {
  private Files() {}

  static String text(String resource) {
    try (InputStream in = Files.class.getResourceAsStream("/config/" + resource)) {
      return new String(
          Objects.requireNonNull(in, resource).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ParsedConfig accepted(String resource) {
    return accept(text(resource));
  }

  /** Those of the folder {@code conf}. */
  static List<Path> examples() throws IOException {
    try (Stream<Path> files = java.nio.file.Files.walk(Path.of("../conf"))) {
      return files.filter(it -> it.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  static ParsedConfig accept(String yaml) {
    try {
      return YamlConfigParser.parse("f.yaml", yaml);
    } catch (InvalidConfigException e) {
      throw new AssertionError(e.getMessage(), e);
    }
  }

  /** The problems as users see them. */
  static List<String> problems(String yaml) {
    try {
      YamlConfigParser.parse("f.yaml", yaml);
    } catch (InvalidConfigException e) {
      return e.problems().stream().map(ConfigProblem::toString).toList();
    }
    throw new AssertionError("accepted: " + yaml);
  }

  /** The same with a few random changes. */
  static String mutate(String text, Random random) {
    StringBuilder mutant = new StringBuilder(text);
    String alphabet = "{}[]:,-?*&!|>'\"%@`#~<=/.$ \n\t\\01ax\u00e9\u2028";
    int times = 1 + random.nextInt(6);
    for (int i = 0; i < times; i++) {
      int at = random.nextInt(mutant.length());
      char c = alphabet.charAt(random.nextInt(alphabet.length()));
      switch (random.nextInt(5)) {
        case 0 -> mutant.setCharAt(at, c);
        case 1 -> mutant.insert(at, c);
        case 2 -> mutant.deleteCharAt(at);
        case 3 -> mutant.delete(at, Math.min(mutant.length(), at + random.nextInt(40)));
        default -> {
          int from = random.nextInt(mutant.length());
          int length = Math.min(random.nextInt(60), mutant.length() - from);
          mutant.insert(at, mutant.substring(from, from + length));
        }
      }
    }
    return mutant.toString();
  }

  /** The same with a few values changed or lines left out; more often than not it is accepted. */
  static String vary(String text, Random random) {
    List<String> lines = new ArrayList<>(text.lines().toList());
    int times = 1 + random.nextInt(6);
    for (int i = 0; i < times; i++) {
      int at = random.nextInt(lines.size());
      String line = lines.get(at);
      switch (random.nextInt(4)) {
        case 0 -> lines.set(at, line.replace("true", "false"));
        case 1 -> lines.set(at, line.replace("false", "true"));
        case 2 -> lines.set(at, line.replaceAll("[1-9]", Integer.toString(1 + random.nextInt(9))));
        default -> lines.set(at, line.strip().endsWith(":") ? line : "");
      }
    }
    return String.join("\n", lines) + "\n";
  }

  static Learned learn(String yaml) {
    Learned vocabulary = new Learned();
    Problems problems = new Problems("f.yaml", vocabulary);
    try {
      new RootSection(problems).read(new TreeBuilder(problems, Map.of()).build(yaml));
    } catch (InvalidConfigException e) {
      throw new AssertionError(e.getMessage(), e);
    }
    return vocabulary;
  }

  /** The keys that {@code every-key.yaml} may have at a path, as a message lists them. */
  static String keys(String path) {
    Learned.Keys map =
        learn(text("every-key.yaml")).keys().stream()
            .filter(it -> it.path().equals(path))
            .findFirst()
            .orElseThrow();
    return String.join(", ", new TreeSet<>(map.known()));
  }
}
