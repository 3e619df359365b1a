package io.forebay.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.util.Ascii;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeaderBlockTest {

  private static final HeaderBlock BLOCK =
      HeaderBlock.builder()
          .add("X-A", "1")
          .add("x-forwarded-for", "192.0.2.1")
          .add("X-Empty", "")
          .build();

  @Test
  void forEach_givesLinesInOrder() {
    List<String> lines = new ArrayList<>();
    BLOCK.forEach((id, name, value) -> lines.add(id + " " + name + "=" + value));
    assertThat(lines)
        .containsExactly(
            "OTHER X-A=1", "X_FORWARDED_FOR x-forwarded-for=192.0.2.1", "OTHER X-Empty=");
    assertThat(BLOCK.isEmpty()).isFalse();
  }

  @Test
  void block_addedToHead_hasPositionsThere() {
    var head = new HttpHead();
    head.reset();
    head.add(HeaderId.HOST, Ascii.bytes("a"));
    head.add(BLOCK);
    head.add(BLOCK);
    assertThat(head.count()).isEqualTo(7);
    assertThat(head.nameText(5)).isEqualTo("x-forwarded-for");
    assertThat(head.valueText(5)).isEqualTo("192.0.2.1");
    assertThat(head.id(5)).isEqualTo(HeaderId.X_FORWARDED_FOR);
    assertThat(head.valueText(6)).isEmpty();
    assertThat(head.seen() & HeaderId.X_FORWARDED_FOR.bit()).isNotZero();
    for (int line = 0; line < 6; line++) {
      assertThat(head.lineEnd(line)).isEqualTo(head.lineStart(line + 1));
    }
    assertThat(Ascii.text(head.bytes(), head.lineStart(1), head.lineEnd(3)))
        .isEqualTo("X-A: 1\r\nx-forwarded-for: 192.0.2.1\r\nX-Empty: \r\n");
  }

  @Test
  void emptyBlock_addsNothing() {
    var head = new HttpHead();
    head.reset();
    HeaderBlock empty = HeaderBlock.builder().build();
    head.add(empty);
    assertThat(empty.isEmpty()).isTrue();
    assertThat(head.count()).isZero();
    assertThat(head.end()).isZero();
  }
}
