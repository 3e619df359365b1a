package io.forebay.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.util.Ascii;
import org.junit.jupiter.api.Test;

class HttpHeadTest {

  private static HttpHead withLines(String... lines) {
    var head = new HttpHead();
    head.reset();
    for (String line : lines) {
      int colon = line.indexOf(": ");
      byte[] name = Ascii.bytes(line.substring(0, colon));
      byte[] value = Ascii.bytes(line.substring(colon + 2));
      head.add(HeaderId.of(name, 0, name.length), name, value, 0, value.length);
    }
    return head;
  }

  @Test
  void indexOf_findsFirstLiveLine() {
    HttpHead head = withLines("X-A: 1", "Host: a", "x-a: 2", "host: b");
    assertThat(head.indexOf(HeaderId.HOST)).isEqualTo(1);
    assertThat(head.indexOf(Ascii.bytes("x-a"))).isZero();
    head.remove(1);
    head.remove(0);
    assertThat(head.indexOf(HeaderId.HOST)).isEqualTo(3);
    assertThat(head.indexOf(Ascii.bytes("x-a"))).isEqualTo(2);
    head.remove(3);
    head.remove(2);
    assertThat(head.indexOf(HeaderId.HOST)).isEqualTo(-1);
    assertThat(head.indexOf(Ascii.bytes("x-a"))).isEqualTo(-1);
    assertThat(head.indexOf(HeaderId.TE)).isEqualTo(-1);
  }

  @Test
  void removeAll_byMask_takesEveryLineOfThoseIds() {
    HttpHead head = withLines("TE: 1", "Host: a", "te: 2", "Upgrade: 3", "X-A: b");
    head.removeAll(HeaderId.TE.bit() | HeaderId.UPGRADE.bit() | HeaderId.DATE.bit());
    assertThat(head.hasRemoved()).isTrue();
    for (int line = 0; line < head.count(); line++) {
      assertThat(head.isRemoved(line)).isEqualTo(line == 0 || line == 2 || line == 3);
    }
  }

  @Test
  void removeAll_byMaskOfAbsentFields_changesNothing() {
    HttpHead head = withLines("Host: a");
    head.removeAll(HeaderId.TE.bit());
    assertThat(head.hasRemoved()).isFalse();
  }

  @Test
  void removeAll_byName_ignoresCaseAndTakesNoOther() {
    HttpHead head = withLines("X-A: 1", "X-AB: 2", "x-a: 3", "X: 4");
    head.removeAll(Ascii.bytes("x-a"));
    assertThat(head.isRemoved(0)).isTrue();
    assertThat(head.isRemoved(1)).isFalse();
    assertThat(head.isRemoved(2)).isTrue();
    assertThat(head.isRemoved(3)).isFalse();
  }

  @Test
  void add_fromOwnBytes_survivesGrowth() {
    HttpHead head = withLines("X-Long: " + "v".repeat(900));
    for (int i = 0; i < 12; i++) {
      head.add(
          HeaderId.OTHER,
          Ascii.bytes("X-Copy"),
          head.bytes(),
          head.valueStart(0),
          head.valueEnd(0));
    }
    assertThat(head.count()).isEqualTo(13);
    for (int line = 0; line < 13; line++) {
      assertThat(head.valueText(line)).isEqualTo("v".repeat(900));
    }
    assertThat(head.lineEnd(12)).isEqualTo(head.end());
  }

  @Test
  void add_ofManyLines_growsTheDescriptors() {
    HttpHead head = withLines();
    for (int i = 0; i < 500; i++) {
      head.add(HeaderId.DATE, Ascii.bytes("v" + i));
      if (i % 3 == 0) {
        head.remove(i);
      }
    }
    for (int i = 0; i < 500; i++) {
      assertThat(head.nameText(i)).isEqualTo("Date");
      assertThat(head.valueText(i)).isEqualTo("v" + i);
      assertThat(head.isRemoved(i)).isEqualTo(i % 3 == 0);
    }
  }

  @Test
  void reset_leavesNothingOfTheMessageBefore() {
    HttpHead head = withLines();
    head.appendBytes(Ascii.bytes("POST /secret?token HTTP/1.0\r\n"));
    head.requestLine(0, 4, 5, 18, 0);
    head.path(5, 12);
    head.target(6, 18);
    head.fieldsStart(head.end());
    head.add(HeaderId.HOST, Ascii.bytes("private.test"));
    head.add(HeaderId.UPGRADE, Ascii.bytes("websocket"));
    head.authority(head.valueStart(0), head.valueEnd(0));
    head.upgrade(head.valueStart(1), head.valueEnd(1));
    head.framing(Framing.CHUNKED, 7);
    head.persistent(false);
    head.remove(0);

    head.reset();

    var fresh = new HttpHead();
    fresh.reset();
    assertThat(head)
        .usingRecursiveComparison()
        .ignoringFields("bytes", "lines", "ids", "removed")
        .isEqualTo(fresh);
    assertThat(head.methodText()).isEmpty();
    assertThat(head.targetText()).isEmpty();
    assertThat(head.authorityText()).isEmpty();
    assertThat(head.indexOf(HeaderId.HOST)).isEqualTo(-1);
    head.add(HeaderId.DATE, Ascii.bytes("x"));
    assertThat(head.isRemoved(0)).isFalse();
  }

  @Test
  void pool_givesHeadsBackEmpty() {
    var pool = new HeadPool();
    HttpHead head = pool.acquire();
    head.response(404);
    head.add(HeaderId.DATE, Ascii.bytes("x"));
    pool.release(head);
    HttpHead again = pool.acquire();
    assertThat(again).isSameAs(head);
    assertThat(again.count()).isZero();
    assertThat(again.end()).isZero();
    assertThat(again.status()).isZero();
    assertThat(pool.acquire()).isNotSameAs(head);
  }

  @Test
  void pool_dropsHeadsThatGrewLarge() {
    var pool = new HeadPool();
    HttpHead head = pool.acquire();
    head.appendBytes(new byte[20_000]);
    pool.release(head);
    assertThat(pool.acquire()).isNotSameAs(head);
  }

  @Test
  void restore_undoesWhatWasAddedAndRemovedSince() {
    HttpHead head = withLines("A: 1", "B: 2", "C: 3");
    head.remove(1);
    HttpHead.Mark mark = head.mark();
    int end = head.end();
    head.remove(0);
    head.sendHost(Ascii.bytes("other.test"));
    for (int i = 0; i < 100; i++) {
      head.add(HeaderId.OTHER, Ascii.bytes("D"), Ascii.bytes("4"), 0, 1);
    }
    head.restore(mark);

    assertThat(head.count()).isEqualTo(3);
    assertThat(head.end()).isEqualTo(end);
    assertThat(head.isRemoved(0)).isFalse();
    assertThat(head.isRemoved(1)).isTrue();
    assertThat(head.hasRemoved()).isTrue();
    assertThat(head.isHostReplaced()).isFalse();
    assertThat(head.lineEnd(2)).isEqualTo(end);
  }

  @Test
  void sendHost_standsInForTheOneThatWasReceived() {
    HttpHead head = withLines("Host: a", "X-A: 1");
    byte[] first = Ascii.bytes("b");
    head.sendHost(first);
    head.sendHost(first);
    assertThat(head.count()).isEqualTo(3);
    assertThat(head.valueText(head.hostLine())).isEqualTo("b");
    head.sendHost(Ascii.bytes("c"));
    assertThat(head.valueText(head.hostLine())).isEqualTo("c");
    head.sendHost(null);
    assertThat(head.valueText(head.hostLine())).isEqualTo("a");
    assertThat(head.isHostReplaced()).isFalse();
  }
}
