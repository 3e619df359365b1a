package io.forebay.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.testkit.LeakExtension;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is read of frames, whole and in pieces. Payloads are in hexadecimal. */
@ExtendWith(LeakExtension.class)
class FrameReaderTest {

  private static final String SETTINGS = frame(4, 0, 0, "");
  private static final int MAX_BLOCK = 100;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // type | flags | stream | payload | what is told
        "0 | 0 | 1 | 616263 | data 1 3/3; part 616263 last",
        "0 | 1 | 1 | 616263 | data 1 3/3 end; part 616263 last",
        "0 | 1 | 1 | '' | data 1 0/0 end; part  last",
        "0 | 8 | 1 | 0261620000 | data 1 5/2; part 6162 last",
        "0 | 8 | 1 | 020000 | data 1 3/0; part  last",
        "1 | 4 | 3 | 8284 | headers 3; block 3 8284",
        "1 | 5 | 3 | 8284 | headers 3; block 3 8284 end",
        "1 | 2d | 3 | 01000000000f828400 | headers 3; block 3 8284 end",
        "1 | 4 | 3 | '' | 'headers 3; block 3 '",
        "2 | 0 | 3 | 000000010f | priority 3",
        "3 | 0 | 3 | 00000008 | reset 3 CANCEL",
        "3 | 0 | 3 | 0000ffff | reset 3 INTERNAL_ERROR",
        "4 | 0 | 0 | 000300000064 | settings 000300000064",
        "4 | 1 | 0 | '' | settings ack",
        "6 | 0 | 0 | 0102030485060708 | ping 102030485060708",
        "6 | 1 | 0 | 0102030485060708 | ping 102030485060708 ack",
        "7 | 0 | 0 | 7fffffff0000000b6869 | goaway 2147483647 ENHANCE_YOUR_CALM",
        "8 | 0 | 0 | 00000001 | window 0 1",
        "8 | 0 | 5 | ffffffff | window 5 2147483647",
        "20 | ff | 5 | 010203 | unknown",
      })
  void soundFrame_told(String type, String flags, int stream, String payload, String told) {
    String frame = frame(Integer.parseInt(type, 16), Integer.parseInt(flags, 16), stream, payload);
    String expected = "settings ; " + told + "; ping 1";
    String all = SETTINGS + frame + frame(6, 0, 0, "0000000000000001");
    assertThat(String.join("; ", read(all, Integer.MAX_VALUE))).isEqualTo(expected);
    for (int size = 1; size < all.length() / 2; size++) {
      assertThat(String.join("; ", read(all, size))).as("pieces of %s", size).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 0 | 0 | 61 | PROTOCOL_ERROR",
        "0 | 8 | 1 | '' | FRAME_SIZE_ERROR",
        "0 | 8 | 1 | 0261 | PROTOCOL_ERROR",
        "1 | 4 | 0 | 82 | PROTOCOL_ERROR",
        "1 | 2c | 1 | 0000000003 | FRAME_SIZE_ERROR",
        "1 | 24 | 3 | 000000030f | PROTOCOL_ERROR",
        "1 | c | 3 | 0300 | PROTOCOL_ERROR",
        "2 | 0 | 0 | 000000010f | PROTOCOL_ERROR",
        "2 | 0 | 1 | 00000001 | FRAME_SIZE_ERROR",
        "2 | 0 | 1 | 800000010f | PROTOCOL_ERROR",
        "3 | 0 | 0 | 00000001 | PROTOCOL_ERROR",
        "3 | 0 | 1 | 0000000100 | FRAME_SIZE_ERROR",
        "4 | 0 | 1 | '' | PROTOCOL_ERROR",
        "4 | 0 | 0 | 00 | FRAME_SIZE_ERROR",
        "4 | 1 | 0 | 000300000064 | FRAME_SIZE_ERROR",
        "5 | 4 | 1 | 0000000282 | PROTOCOL_ERROR",
        "6 | 0 | 1 | 0000000000000001 | PROTOCOL_ERROR",
        "6 | 0 | 0 | 00000000000001 | FRAME_SIZE_ERROR",
        "7 | 0 | 1 | 0000000000000000 | PROTOCOL_ERROR",
        "7 | 0 | 0 | 00000000 | FRAME_SIZE_ERROR",
        "8 | 0 | 0 | 0000000100 | FRAME_SIZE_ERROR",
        "9 | 4 | 1 | 82 | PROTOCOL_ERROR",
      })
  void badFrame_endsReading(String type, String flags, int stream, String payload, String code) {
    String frame = frame(Integer.parseInt(type, 16), Integer.parseInt(flags, 16), stream, payload);
    String all = SETTINGS + frame + frame(6, 0, 0, "0000000000000001");
    for (int size : new int[] {Integer.MAX_VALUE, 1, 5}) {
      List<String> told = read(all, size);
      assertThat(told.get(told.size() - 1)).isEqualTo("bad " + code);
    }
  }

  @Test
  void frameAboveMaximum_endsReading() {
    assertThat(read(SETTINGS + "00400100" + "00" + "00000001", Integer.MAX_VALUE))
        .endsWith("bad FRAME_SIZE_ERROR");
  }

  @Test
  void anythingBeforeSettings_endsReading() {
    assertThat(read(frame(6, 0, 0, "0000000000000001"), 3)).containsExactly("bad PROTOCOL_ERROR");
    assertThat(read(frame(4, 1, 0, ""), 3)).containsExactly("bad PROTOCOL_ERROR");
  }

  @Test
  void block_gatheredOverFrames() {
    String all =
        SETTINGS
            + frame(1, 1, 3, "82")
            + frame(9, 0, 3, "")
            + frame(9, 0, 3, "84")
            + frame(9, 4, 3, "86");
    assertThat(read(all, 2))
        .containsExactly(
            "settings ", "headers 3", "more 0", "more 1", "more 1", "block 3 828486 end");
  }

  @Test
  void blockInterrupted_endsReading() {
    String begun = SETTINGS + frame(1, 0, 3, "82");
    assertThat(read(begun + frame(6, 0, 0, "0000000000000001"), 7)).endsWith("bad PROTOCOL_ERROR");
    assertThat(read(begun + frame(9, 4, 5, "84"), 7)).endsWith("bad PROTOCOL_ERROR");
  }

  @Test
  void blockAboveBound_endsReading() {
    String begun = SETTINGS + frame(1, 0, 3, "82".repeat(MAX_BLOCK));
    assertThat(read(begun + frame(9, 4, 3, ""), 7)).endsWith("block 3 " + "82".repeat(MAX_BLOCK));
    assertThat(read(begun + frame(9, 4, 3, "84"), 7)).endsWith("bad ENHANCE_YOUR_CALM");
  }

  @Test
  void randomBytes_neverFail() {
    Random random = new Random(7);
    for (int i = 0; i < 3000; i++) {
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      for (int at = 0; at + 9 < bytes.length; at += 9 + random.nextInt(12)) {
        bytes[at] = 0;
        bytes[at + 1] = 0;
        bytes[at + 2] &= 15;
        bytes[at + 3] &= 15;
      }
      read(SETTINGS + HexFormat.of().formatHex(bytes), 1 + random.nextInt(40));
    }
  }

  // ---- what is told ----

  private static String frame(int type, int flags, int stream, String payload) {
    return "%06x%02x%02x%08x".formatted(payload.length() / 2, type, flags, stream) + payload;
  }

  private static List<String> read(String hex, int pieces) {
    return read(HexFormat.of().parseHex(hex), pieces);
  }

  /** What is told of {@code all}, which is read in parts of {@code pieces} bytes. */
  static List<String> read(byte[] all, int pieces) {
    Recorder recorder = new Recorder();
    FrameReader reader = new FrameReader(recorder, MAX_BLOCK);
    for (int at = 0; at < all.length; ) {
      int length = Math.min(pieces, all.length - at);
      ByteBuf in = ByteBufAllocator.DEFAULT.directBuffer(length).writeBytes(all, at, length);
      reader.read(in);
      assertThat(in.isReadable()).isFalse();
      in.release();
      at += length;
    }
    return recorder.told;
  }

  private static final class Recorder implements FrameListener {
    private final List<String> told = new ArrayList<>();

    @Override
    public void onData(int stream, int length, int content, boolean end) {
      told.add("data " + stream + " " + length + "/" + content + (end ? " end" : ""));
    }

    @Override
    public void onDataPart(ByteBuf part, boolean last) {
      byte[] bytes = new byte[part.readableBytes()];
      part.readBytes(bytes).release();
      // Where reads cut a content is nobody's business.
      boolean more = told.get(told.size() - 1).startsWith("part ");
      String before = more ? told.remove(told.size() - 1) : "part ";
      told.add(before + HexFormat.of().formatHex(bytes) + (last ? " last" : ""));
    }

    @Override
    public void onHeaders(int stream) {
      told.add("headers " + stream);
    }

    @Override
    public void onContinuation(int length) {
      told.add("more " + length);
    }

    @Override
    public void onHeaderBlock(int stream, byte[] block, int length, boolean end) {
      String hex = HexFormat.of().formatHex(block, 0, length);
      told.add("block " + stream + " " + hex + (end ? " end" : ""));
    }

    @Override
    public void onPriority(int stream) {
      told.add("priority " + stream);
    }

    @Override
    public void onReset(int stream, ErrorCode code) {
      told.add("reset " + stream + " " + code);
    }

    @Override
    public void onSettings(byte[] payload, int length) {
      told.add("settings " + HexFormat.of().formatHex(payload, 0, length));
    }

    @Override
    public void onSettingsAck() {
      told.add("settings ack");
    }

    @Override
    public void onPing(long data, boolean ack) {
      told.add("ping " + Long.toHexString(data) + (ack ? " ack" : ""));
    }

    @Override
    public void onGoAway(int lastStream, ErrorCode code) {
      told.add("goaway " + lastStream + " " + code);
    }

    @Override
    public void onWindowUpdate(int stream, int increment) {
      told.add("window " + stream + " " + increment);
    }

    @Override
    public void onUnknown() {
      told.add("unknown");
    }

    @Override
    public void onBadFrame(ErrorCode code, String reason) {
      told.add("bad " + code);
    }
  }
}
