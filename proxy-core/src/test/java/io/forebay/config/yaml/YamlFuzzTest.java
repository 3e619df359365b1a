package io.forebay.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.forebay.config.ConfigProblem;
import io.forebay.config.InvalidConfigException;

/** Any file is accepted, or refused with problems that have a place; see docs/fuzzing.md. */
class YamlFuzzTest {

  @FuzzTest
  void files(byte[] input) {
    try {
      assertThat(YamlConfigParser.parse("f.yaml", input).config().listeners()).isNotEmpty();
    } catch (InvalidConfigException e) {
      assertThat(e.problems()).isNotEmpty();
      for (ConfigProblem problem : e.problems()) {
        assertThat(problem.line()).isPositive();
        assertThat(problem.column()).isPositive();
        assertThat(problem.message()).isNotEmpty().doesNotContain("\n");
      }
    }
  }
}
