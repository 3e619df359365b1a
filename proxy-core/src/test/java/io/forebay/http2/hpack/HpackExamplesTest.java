package io.forebay.http2.hpack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The examples of RFC 7541 appendix C. */
class HpackExamplesTest {

  private HpackDecoder decoder = new HpackDecoder(4096);

  private void decodes(String block, int tableSize, String... fields) {
    assertThat(Fields.decode(decoder, Fields.hex(block))).containsExactly(fields);
    assertThat(decoder.table().size()).as("size of the table").isEqualTo(tableSize);
  }

  @Test
  void c1_numbers_areRead() {
    decodes("2a", 0);
    assertThat(decoder.table().maxBytes()).isEqualTo(10);
    decodes("3f9a0a", 0);
    assertThat(decoder.table().maxBytes()).isEqualTo(1337);
  }

  @Test
  void c21_literalWithIndexing_isRemembered() {
    decodes(
        "400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572",
        55,
        "custom-key: custom-header");
  }

  @Test
  void c22_literalWithoutIndexing_isNotRemembered() {
    decodes("040c 2f73 616d 706c 652f 7061 7468", 0, ":path: /sample/path");
  }

  @Test
  void c23_literalNeverIndexed_isNotRemembered() {
    decodes("1008 7061 7373 776f 7264 0673 6563 7265 74", 0, "password: secret");
  }

  @Test
  void c24_indexed_isFound() {
    decodes("82", 0, ":method: GET");
  }

  @Test
  void c3_requestsWithoutHuffman_areRead() {
    requests(
        "8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d",
        "8286 84be 5808 6e6f 2d63 6163 6865",
        "8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65");
  }

  @Test
  void c4_requestsWithHuffman_areRead() {
    requests(
        "8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff",
        "8286 84be 5886 a8eb 1064 9cbf",
        "8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf");
  }

  private void requests(String first, String second, String third) {
    decodes(first, 57, ":method: GET", ":scheme: http", ":path: /", ":authority: www.example.com");
    decodes(
        second,
        110,
        ":method: GET",
        ":scheme: http",
        ":path: /",
        ":authority: www.example.com",
        "cache-control: no-cache");
    decodes(
        third,
        164,
        ":method: GET",
        ":scheme: https",
        ":path: /index.html",
        ":authority: www.example.com",
        "custom-key: custom-value");
  }

  @Test
  void c5_responsesWithoutHuffman_areReadAndEvicted() {
    responses(
        "4803 3330 3258 0770 7269 7661 7465 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a"
            + "3133 3a32 3120 474d 546e 1768 7474 7073 3a2f 2f77 7777 2e65 7861 6d70 6c65 2e63 6f6d",
        "4803 3330 37c1 c0bf",
        "88c1 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32 3220 474d 54c0 5a04"
            + "677a 6970 7738 666f 6f3d 4153 444a 4b48 514b 425a 584f 5157 454f 5049 5541 5851 5745"
            + "4f49 553b 206d 6178 2d61 6765 3d33 3630 303b 2076 6572 7369 6f6e 3d31");
  }

  @Test
  void c6_responsesWithHuffman_areReadAndEvicted() {
    responses(
        "4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6 2d1b ff6e"
            + "919d 29ad 1718 63c7 8f0b 97c8 e9ae 82ae 43d3",
        "4883 640e ffc1 c0bf",
        "88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a 839b d9ab 77ad 94e7"
            + "821d d7f2 e6c7 b335 dfdf cd5b 3960 d5af 2708 7f36 72c1 ab27 0fb5 291f 9587 3160 65c0"
            + "03ed 4ee5 b106 3d50 07");
  }

  private void responses(String first, String second, String third) {
    decoder = new HpackDecoder(256);
    decodes(
        first,
        222,
        ":status: 302",
        "cache-control: private",
        "date: Mon, 21 Oct 2013 20:13:21 GMT",
        "location: https://www.example.com");
    decodes(
        second,
        222,
        ":status: 307",
        "cache-control: private",
        "date: Mon, 21 Oct 2013 20:13:21 GMT",
        "location: https://www.example.com");
    decodes(
        third,
        215,
        ":status: 200",
        "cache-control: private",
        "date: Mon, 21 Oct 2013 20:13:22 GMT",
        "location: https://www.example.com",
        "content-encoding: gzip",
        "set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1");
    assertThat(decoder.table().count()).isEqualTo(3);
  }

  @Test
  void staticTable_everyEntry_isFoundByItsName() {
    for (int index = 1; index <= StaticTable.LENGTH; index++) {
      List<String> fields = Fields.decode(decoder, new byte[] {(byte) (0x80 | index)});
      int found =
          StaticTable.indexOf(
              StaticTable.BYTES, StaticTable.start(index), StaticTable.nameEnd(index));
      assertThat(found).as(fields.get(0)).isBetween(1, index);
      String name = fields.get(0).substring(0, fields.get(0).indexOf(": "));
      assertThat(Fields.decode(decoder, new byte[] {(byte) (0x80 | found)}).get(0))
          .startsWith(name + ": ");
    }
  }
}
