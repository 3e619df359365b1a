package io.forebay.config.yaml;

import io.forebay.config.ConfigProblem;
import io.forebay.config.InvalidConfigException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

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
}
