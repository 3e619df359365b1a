package io.forebay.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.config.InvalidConfigException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CiphersListTest {

  private final Problems problems = new Problems("test.yaml");

  private List<String> read(String yaml) throws InvalidConfigException {
    YamlNode root = new TreeBuilder(problems, Map.of()).build(yaml);
    Place place = new Place(problems, root, "");
    return CiphersList.read(Objects.requireNonNull(MapReader.of(place)), "ciphers");
  }

  private List<String> problems() {
    try {
      problems.throwIfAny();
      return List.of();
    } catch (InvalidConfigException e) {
      return e.problems().stream().map(Object::toString).toList();
    }
  }

  private List<String> warnings() {
    return problems.warnings().stream().map(Object::toString).toList();
  }

  @Test
  void absent_isEmpty() throws InvalidConfigException {
    assertThat(read("other: 1")).isEmpty();
    assertThat(problems()).isEmpty();
  }

  @Test
  void expression_isExpanded() throws InvalidConfigException {
    assertThat(read("ciphers: \"kRSA:!SHA\""))
        .containsExactly("AES256-GCM-SHA384", "AES128-GCM-SHA256");
    assertThat(problems()).isEmpty();
    assertThat(warnings()).isEmpty();
  }

  @Test
  void list_itsItemsGoOnWithOneAnother() throws InvalidConfigException {
    assertThat(read("ciphers: [kRSA, \"!AES128\", \"-SHA\"]")).containsExactly("AES256-GCM-SHA384");
  }

  @Test
  void unknownWords_allAreProblemsAtTheirPlaces() throws InvalidConfigException {
    read("ciphers:\n  - HIHG\n  - HIGH\n  - \"!kRAS\"\n");

    assertThat(problems())
        .hasSize(2)
        .anySatisfy(
            problem ->
                assertThat(problem)
                    .startsWith("test.yaml:2:5: ciphers[0]: HIHG (expected: ")
                    .endsWith("did you mean HIGH?)"))
        .anySatisfy(problem -> assertThat(problem).startsWith("test.yaml:4:5: ciphers[2]: kRAS "));
  }

  @Test
  void nothingLeft_isProblemThatSaysWhatThereIs() throws InvalidConfigException {
    read("ciphers: \"aNULL:CAMELLIA\"");

    assertThat(problems())
        .singleElement()
        .asString()
        .startsWith("test.yaml:1:10: ciphers: nothing is left for TLS 1.2 (expected: some of ")
        .contains("ECDHE-RSA-AES128-GCM-SHA256");
  }

  @Test
  void onlySuitesOfTls13_nothingIsLeft() throws InvalidConfigException {
    read("ciphers: TLS_AES_128_GCM_SHA256");

    assertThat(problems()).singleElement().asString().contains("nothing is left for TLS 1.2");
  }

  @Test
  void suitesOfOthers_areWarning() throws InvalidConfigException {
    assertThat(read("ciphers: \"DHE-RSA-AES128-GCM-SHA256:AES128-SHA\""))
        .containsExactly("AES128-SHA");

    assertThat(warnings())
        .containsExactly(
            "test.yaml:1:10: ciphers: left out, not in BoringSSL: DHE-RSA-AES128-GCM-SHA256");
  }

  @Test
  void someSuitesOfTls13_isWarning() throws InvalidConfigException {
    read("ciphers: [AES128-SHA, TLS_AES_128_GCM_SHA256]");

    assertThat(warnings())
        .singleElement()
        .asString()
        .contains("all suites of TLS 1.3 are on, not only TLS_AES_128_GCM_SHA256");
  }

  @Test
  void allSuitesOfTls13_isNoWarning() throws InvalidConfigException {
    read(
        "ciphers: [AES128-SHA, TLS_AES_128_GCM_SHA256, TLS_AES_256_GCM_SHA384,"
            + " TLS_CHACHA20_POLY1305_SHA256]");

    assertThat(warnings()).isEmpty();
  }
}
