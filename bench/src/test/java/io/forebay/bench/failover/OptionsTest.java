package io.forebay.bench.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTest {

  @Test
  void parse_nothing_isTheWholeReportInDocs() {
    Options options = parse();
    assertThat(options.isComplete()).isTrue();
    assertThat(options.directory()).isEqualTo(Path.of("/root/docs"));
    assertThat(options.seconds()).isEqualTo(20);
  }

  @Test
  void parse_some_goesToTheBuild() {
    Options options = parse("--scenario", "hang,kill-one", "--proxy", "haproxy-tuned");
    assertThat(options.scenarios()).containsExactly("kill-one", "hang");
    assertThat(options.proxies()).containsExactly("haproxy-tuned");
    assertThat(options.directory()).isEqualTo(Path.of("/root/bench/target/failover"));
    assertThat(parse("--quick").proxies()).containsExactly("forebay");
    assertThat(parse("--out", "/there").directory()).isEqualTo(Path.of("/there"));
  }

  @Test
  void parse_update_isTheWholeReport() {
    Options options = parse("--update", "--scenario", "hang");
    assertThat(options.isComplete()).isTrue();
    assertThat(options.scenarios()).containsExactly("hang");
  }

  @Test
  void parse_unknown_saysWhatWasExpected() {
    assertThatThrownBy(() -> parse("--proxy", "nginx"))
        .hasMessageContaining("--proxy: nginx (expected: some of forebay,");
    assertThatThrownBy(() -> parse("--seconds", "5")).hasMessageContaining("--seconds: 5");
    assertThatThrownBy(() -> parse("--seconds")).hasMessage("--seconds: needs a value");
    assertThatThrownBy(() -> parse("--fast")).hasMessage("unknown option: --fast");
  }

  @Test
  void usage_namesEveryScenario() {
    Scenarios.all().forEach(it -> assertThat(Options.usage()).contains(it.name()));
  }

  private static Options parse(String... arguments) {
    List<String> all = new ArrayList<>(List.of("/root", "/root/distribution"));
    all.addAll(List.of(arguments));
    return Options.parse(all);
  }
}
