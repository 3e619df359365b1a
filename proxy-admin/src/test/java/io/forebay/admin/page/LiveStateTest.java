package io.forebay.admin.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LiveStateTest {

  private final LiveState state = new LiveState("page-1.js");

  @Test
  void since_nothingChanged_hasNoRows() {
    long version = state.update(parts(row("s:a/1", "up", "x", "y")));
    state.update(parts(row("s:a/1", "up", "x", "y")));
    assertThat(state.since(version)).contains("\"rows\":{}").contains("\"build\":\"page-1.js\"");
  }

  @Test
  void since_oneCellChanged_hasThatCellOnly() {
    long version = state.update(parts(row("s:a/1", "up", "x", "y"), row("s:a/2", "up", "x", "y")));
    state.update(parts(row("s:a/1", "up", "x", "<z>"), row("s:a/2", "up", "x", "y")));
    assertThat(state.since(version)).contains("\"rows\":{\"s:a/1\":{\"cells\":{\"1\":\"<z>\"}}}");
  }

  @Test
  void since_stateChanged_hasIt() {
    long version = state.update(parts(row("s:a/1", "up", "x")));
    state.update(parts(row("s:a/1", "down", "x")));
    assertThat(state.since(version))
        .contains("\"s:a/1\":{\"state\":\"down\",\"admin\":\"ready\",\"cells\":{}}");
  }

  @Test
  void since_severalUpdatesAgo_hasAllOfThem() {
    long version = state.update(parts(row("s:a/1", "up", "x", "y")));
    state.update(parts(row("s:a/1", "up", "2", "y")));
    state.update(parts(row("s:a/1", "up", "2", "3")));
    assertThat(state.since(version)).contains("\"cells\":{\"0\":\"2\",\"1\":\"3\"}");
  }

  @Test
  void since_versionOfAnotherProcess_hasEverything() {
    state.update(parts(row("s:a/1", "up", "x")));
    assertThat(state.since(0)).contains("\"cells\":{\"0\":\"x\"}");
    assertThat(state.since(Long.MAX_VALUE)).contains("\"cells\":{\"0\":\"x\"}");
  }

  @Test
  void since_rowGone_isAnotherStructure() {
    Parts before = parts(row("s:a/1", "up", "x"), row("s:a/2", "up", "x"));
    Parts after = parts(row("s:a/1", "up", "x"));
    state.update(before);
    state.update(after);
    assertThat(state.since(0)).doesNotContain("s:a/2");
    assertThat(before.structure()).isNotEqualTo(after.structure());
  }

  private static Row row(String id, String state, String... cells) {
    List<Html> all = List.of(cells).stream().map(Html::new).toList();
    return new Row(id, Html.NONE, state, "ready", all);
  }

  private static Parts parts(Row... rows) {
    Map<String, Row> all = new LinkedHashMap<>();
    for (Row it : rows) {
      all.put(it.id(), it);
    }
    return new Parts(Samples.picture(), all, "fine");
  }
}
