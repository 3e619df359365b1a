package io.forebay.http2.hpack;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.http.HeaderId;
import io.forebay.util.Ascii;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HpackDecoderTest {

  private final HpackDecoder decoder = new HpackDecoder(4096);
  private final List<String> fields = new ArrayList<>();

  private boolean decode(String block) {
    byte[] bytes = Fields.hex(block);
    return decoder.decode(bytes, 0, bytes.length, Fields.collector(fields));
  }

  /**
   * In turn: index 0; an index behind both tables; a size update behind a field, and above the
   * setting; numbers that are cut, too long and too large; strings that are cut or end wrong.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "80",
        "be",
        "ffff01",
        "8220",
        "3fe21f",
        "ff",
        "ff80808080808000",
        "ffffffffff0f",
        "3fffffffff0f",
        "40",
        "4001",
        "400161",
        "40016102",
        "4001610262",
        "0f2f",
        "7e",
        "40016182ffff",
        "400161841cffffff",
        "4081ff0162",
      })
  void block_atFault_isRefused(String block) {
    assertThat(decode(block)).isFalse();
  }

  @Test
  void sizeUpdates_atTheBeginning_areTaken() {
    assertThat(decode("203fe11f82")).isTrue();
    assertThat(fields).containsExactly(":method: GET");
  }

  @Test
  void sizeUpdate_toNothing_emptiesTheTable() {
    assertThat(decode("4001610162")).isTrue();
    assertThat(decode("be")).isTrue();
    assertThat(decode("20be")).isFalse();
    assertThat(fields).containsExactly("a: b", "a: b");
  }

  @Test
  void field_largerThanTheTable_isPassedAndEmptiesIt() {
    var small = new HpackDecoder(40);
    byte[] first = Fields.hex("4001610162");
    assertThat(Fields.decode(small, first)).containsExactly("a: b");
    byte[] large = Fields.hex("40016108 3132333435363738");
    assertThat(Fields.decode(small, large)).containsExactly("a: 12345678");
    assertThat(small.table().count()).isZero();
    assertThat(small.table().size()).isZero();
  }

  @Test
  void name_ofAnEntryThatGoesForIt_isKept() {
    var small = new HpackDecoder(36);
    Fields.decode(small, Fields.hex("40026162 0163"));
    assertThat(Fields.decode(small, Fields.hex("7e0164"))).containsExactly("ab: d");
    assertThat(Fields.decode(small, Fields.hex("be"))).containsExactly("ab: d");
  }

  @Test
  void block_cutAnywhere_isRefusedOrReadUpToThere() {
    byte[] block =
        Fields.hex(
            "3fe11f8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff58 086e 6f2d 6361 6368 65be"
                + "400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65");
    List<String> whole = Fields.decode(new HpackDecoder(4096), block);
    for (int length = 0; length < block.length; length++) {
      var some = new ArrayList<String>();
      new HpackDecoder(4096)
          .decode(Arrays.copyOf(block, length), 0, length, Fields.collector(some));
      assertThat(whole.subList(0, some.size())).isEqualTo(some);
    }
  }

  @Test
  void blocks_ofRandomBytes_doBoundedWork() {
    var random = new Random(3);
    for (int i = 0; i < 20_000; i++) {
      byte[] block = new byte[random.nextInt(80)];
      random.nextBytes(block);
      int[] count = {0};
      var any = new HpackDecoder(random.nextInt(200));
      FieldSink sink =
          (name, nameFrom, nameTo, value, valueFrom, valueTo, id) -> {
            count[0]++;
            assertThat(nameFrom).isBetween(0, nameTo);
            assertThat(nameTo).isLessThanOrEqualTo(name.length);
            assertThat(valueFrom).isBetween(0, valueTo);
            assertThat(valueTo).isLessThanOrEqualTo(value.length);
          };
      for (int again = 0; again < 3; again++) {
        any.decode(block, 0, block.length, sink);
        assertThat(any.table().size()).isLessThanOrEqualTo(any.table().maxBytes());
      }
      assertThat(count[0]).isLessThanOrEqualTo(3 * block.length);
    }
  }

  /** A table full of one large field, which a byte refers to: the table does not grow by it. */
  @Test
  void bomb_ofReferences_keepsTheTableBounded() {
    byte[] large = new byte[4000];
    Arrays.fill(large, (byte) 'x');
    byte[] literal = Fields.hex("400161 7fa11e");
    byte[] block = new byte[literal.length + large.length + 60_000];
    System.arraycopy(literal, 0, block, 0, literal.length);
    System.arraycopy(large, 0, block, literal.length, large.length);
    Arrays.fill(block, literal.length + large.length, block.length, (byte) 0xbe);
    long[] bytes = {0};
    assertThat(
            decoder.decode(
                block, 0, block.length, (n, nf, nt, v, vf, vt, id) -> bytes[0] += vt - vf))
        .isTrue();
    assertThat(bytes[0]).isEqualTo(4000L * 60_001);
    assertThat(decoder.table().bytes().length).isLessThanOrEqualTo(4 * 4096);
  }

  /** An entry is in one place however often the array behind it was changed. */
  @Test
  void table_afterManyEntries_holdsTheNewest() {
    var table = new DynamicTable(300);
    var random = new Random(4);
    var model = new ArrayList<String>();
    for (int i = 0; i < 5_000; i++) {
      if (random.nextInt(50) == 0) {
        table.maxBytes(random.nextInt(600));
      }
      String name = "n".repeat(random.nextInt(30)) + i;
      String value = "v".repeat(random.nextInt(200));
      byte[] bytes = Ascii.bytes(name + value);
      table.add(bytes, 0, name.length(), bytes, name.length(), bytes.length, HeaderId.OTHER);
      model.add(0, name + ": " + value);
      trim(model, table.maxBytes());
      assertThat(contents(table)).isEqualTo(model);
    }
  }

  private static void trim(List<String> model, int maxBytes) {
    int size = 0;
    for (int i = 0; i < model.size(); i++) {
      size += model.get(i).length() - 2 + 32;
      if (size > maxBytes) {
        model.subList(i, model.size()).clear();
        return;
      }
    }
  }

  private static List<String> contents(DynamicTable table) {
    var contents = new ArrayList<String>();
    for (int index = 1; index <= table.count(); index++) {
      int entry = table.entry(index);
      contents.add(
          Ascii.text(table.bytes(), table.start(entry), table.nameEnd(entry))
              + ": "
              + Ascii.text(table.bytes(), table.nameEnd(entry), table.end(entry)));
    }
    return contents;
  }
}
