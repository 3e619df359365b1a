package io.forebay.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderOpsTest {
  @Test
  void merge_sameName_innerWinsWhateverTheCase() {
    HeaderOps merged = set(Map.of("X-A", "outer")).merge(set(Map.of("x-a", "inner")));

    assertThat(merged).isEqualTo(set(Map.of("x-a", "inner")));
  }

  @Test
  void merge_otherNames_addUp() {
    HeaderOps merged = set(Map.of("A", "1")).merge(set(Map.of("B", "2")));

    assertThat(merged).isEqualTo(set(Map.of("A", "1", "B", "2")));
  }

  @Test
  void merge_removals_addUpOnce() {
    HeaderOps merged = remove("A", "B").merge(remove("b", "C"));

    assertThat(merged.remove()).containsExactly("A", "B", "C");
  }

  @Test
  void merge_innerRemoves_whatOuterSets() {
    HeaderOps outer =
        new HeaderOps(List.of(), Map.of("A", "1"), Map.of("A", "2"), Map.of("A", "3"));

    assertThat(outer.merge(remove("a"))).isEqualTo(remove("a"));
  }

  @Test
  void merge_innerSets_whatOuterAdds() {
    HeaderOps outer = new HeaderOps(List.of(), Map.of(), Map.of("A", "2"), Map.of());

    assertThat(outer.merge(set(Map.of("A", "1")))).isEqualTo(set(Map.of("A", "1")));
  }

  @Test
  void merge_innerAdds_besideWhatOuterSets() {
    HeaderOps inner = new HeaderOps(List.of(), Map.of(), Map.of("A", "2"), Map.of());

    assertThat(set(Map.of("A", "1")).merge(inner))
        .isEqualTo(new HeaderOps(List.of(), Map.of("A", "1"), Map.of("A", "2"), Map.of()));
  }

  @Test
  void merge_innerRemovesTheBeginning_ofWhatOuterSetsOrAdds() {
    HeaderOps outer =
        new HeaderOps(List.of(), Map.of("X_In-A", "1", "B", "2"), Map.of("X-In-", "2"), Map.of());

    assertThat(outer.merge(remove("x-in-*")))
        .isEqualTo(new HeaderOps(List.of("x-in-*"), Map.of("B", "2"), Map.of(), Map.of()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "X-*-A", "**", "a b*", "X-*x", "Host"})
  void removalProblem_neitherNameNorBeginning_isRefused(String name) {
    assertThat(HeaderOps.removalProblem(name)).isNotNull();
  }

  @Test
  void removalProblem_nameOrBeginning_isNone() {
    assertThat(HeaderOps.removalProblem("X-Internal-*")).isNull();
    assertThat(HeaderOps.removalProblem("c*")).isNull();
    assertThat(HeaderOps.removalProblem("X-A")).isNull();
  }

  @Test
  void headers_valueThatIsKnownLaterOnly_isRefused() {
    HeaderOps ops = set(Map.of("A", "${status}"));

    assertThat(new HeadersConfig(HeaderOps.EMPTY, ops).isEmpty()).isFalse();
    assertThatThrownBy(() -> new HeadersConfig(ops, HeaderOps.EMPTY))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void merge_withEmpty_changesNothing() {
    assertThat(remove("A").merge(HeaderOps.EMPTY)).isEqualTo(remove("A"));
    assertThat(HeaderOps.EMPTY.merge(remove("A"))).isEqualTo(remove("A"));
    assertThat(HeaderOps.EMPTY.isEmpty()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host",
        "content-length",
        "Transfer-Encoding",
        "CONNECTION",
        "Keep-Alive",
        "TE",
        "Upgrade",
        "Trailer",
        "Proxy-Connection"
      })
  void nameProblem_ownHeaders_areRefused(String name) {
    assertThat(HeaderOps.nameProblem(name)).contains("the proxy itself");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "a:", ":path", "a\r\nb", "\u00e4", "(x)", "a\u0000"})
  void nameProblem_noToken_isRefused(String name) {
    assertThat(HeaderOps.nameProblem(name)).contains("not a header name");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nb: c", "a\nb", "\u0000", "a\u007f", "\u20ac", " a", "a "})
  void valueProblem_unprintable_isRefused(String value) {
    assertThat(HeaderOps.valueProblem(value)).contains("not a header value");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "a\tb", "max-age=31536000; includeSubDomains", "caf\u00e9"})
  void valueProblem_printable_isNone(String value) {
    assertThat(HeaderOps.valueProblem(value)).isNull();
  }

  @Test
  void constructor_nameTwice_isRefused() {
    assertThatThrownBy(() -> remove("A", "a")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> set(Map.of("Host", "x"))).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> set(Map.of("A", "\n"))).isInstanceOf(IllegalArgumentException.class);
  }

  private static HeaderOps remove(String... names) {
    return new HeaderOps(List.of(names), Map.of(), Map.of(), Map.of());
  }

  private static HeaderOps set(Map<String, String> fields) {
    return new HeaderOps(List.of(), fields, Map.of(), Map.of());
  }
}
