package io.forebay.daemon.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TableTest {

  @Test
  void columns_areAsWideAsTheirWidestCell_numbersEndFlush() {
    Table table = new Table("NAME", ">N", "WHY").row("a", "1", "").row("🎉é", "1000", "because");
    assertThat(table.lines())
        .containsExactly("NAME     N  WHY", "a        1", "🎉é    1000  because");
  }

  @Test
  void cells_cannotControlATerminal() {
    assertThat(new Table("NAME").row("a\u001b[2J\nb").lines())
        .containsExactly("NAME", "a\\u001b[2J\\u000ab");
  }

  @Test
  void rowOfAnotherLength_isRefused() {
    Table table = new Table("A", "B");
    assertThatThrownBy(() -> table.row("1")).hasMessage("cells: 1 (expected: 2)");
  }
}
