package io.forebay.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.testkit.LeakExtension;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Bytes of a body come out in the order in which they went in. */
@ExtendWith(LeakExtension.class)
class HeldBodyTest {

  @Test
  void copiesAfterHeldParts_stayBehindThem() {
    HeldBody body = new HeldBody();
    copy(body, "a");
    copy(body, "b");
    body.add(buffer("c"));
    copy(body, "d");
    body.add(buffer("e"));
    copy(body, "f");

    assertThat(text(body)).isEqualTo("abcdef");
    assertThat(body.bytes()).isEqualTo(6);
    body.discard();
  }

  @Test
  void discarded_startsAnew() {
    HeldBody body = new HeldBody();
    copy(body, "a");
    body.discard();
    copy(body, "b");

    assertThat(text(body)).isEqualTo("b");
    body.discard();
  }

  private static void copy(HeldBody body, String text) {
    ByteBuf part = buffer(text);
    body.addCopy(part);
    part.release();
  }

  private static ByteBuf buffer(String text) {
    return ByteBufAllocator.DEFAULT
        .directBuffer()
        .writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(HeldBody body) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < body.count(); i++) {
      ByteBuf part = body.copy(i);
      text.append(part.toString(StandardCharsets.UTF_8));
      part.release();
    }
    return text.toString();
  }
}
