package io.forebay.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.forebay.config.InvalidConfigException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** {@code conf/forebay.reference.yaml} against the parser and, for the defaults, the schema. */
class FormatReferenceTest {
  private static final Path FILE = Path.of("../conf/forebay.reference.yaml");
  private static final FormatSchema SCHEMA = new FormatSchema();

  /** With the keys that only stand there as comments. */
  private static final String WITH_COMMENTED = read().replaceAll("(?m)^( *)#([a-z_]+: )", "$1$2");

  private static String read() {
    try {
      return java.nio.file.Files.readString(FILE);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void reference_isAcceptedWithoutWarnings() throws Exception {
    assertThat(YamlConfigParser.parse(FILE).warnings()).isEmpty();
  }

  @Test
  void everyKey_isThere() {
    Learned learned = new Learned();
    Problems problems = new Problems("f.yaml", learned);
    try {
      new RootSection(problems).read(new TreeBuilder(problems, Map.of()).build(WITH_COMMENTED));
    } catch (InvalidConfigException e) {
      // Some keys exclude each other.
    }
    Map<Set<String>, Set<String>> missing = new HashMap<>();
    for (Learned.Keys map : learned.keys()) {
      missing.computeIfAbsent(map.known(), HashSet::new).removeAll(map.present());
    }
    assertThat(missing).hasSizeGreaterThan(20);
    assertThat(missing.values()).allMatch(Set::isEmpty);
  }

  @Test
  void everyDefault_isThatOfTheSchema() {
    int[] count = new int[1];
    FormatSchema.scalars(WITH_COMMENTED)
        .forEach(
            (path, value) -> {
              JsonNode fallback = SCHEMA.fallback(path);
              if (fallback != null) {
                assertThat(value).as(path).isEqualTo(FormatSchema.normal(fallback));
                count[0]++;
              }
            });
    assertThat(count[0]).isGreaterThan(50);
  }

  @Test
  void everyValue_isValid() {
    assertThat(SCHEMA.complaints(WITH_COMMENTED)).isEmpty();
  }
}
