package io.forebay.http2;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.RawHttp2Client;
import io.forebay.testkit.RawHttp2Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakExtension.class)
class UnaryCallTest {
  private static final UnaryRequest REQUEST =
      new UnaryRequest(false, "a", "/a.B/C", Map.of("te", "trailers"), new byte[] {1});
  private static final byte[] MESSAGE = {0, 0, 0, 0, 1, 7};

  private final List<String> told = new ArrayList<>();

  private EmbeddedChannel call() {
    told.clear();
    return new EmbeddedChannel(
        new UnaryCall(
            REQUEST,
            new UnaryCall.Listener() {
              @Override
              public void onAnswer(UnaryAnswer answer) {
                told.add(
                    answer.status()
                        + " "
                        + answer.grpcStatus()
                        + " "
                        + new String(answer.body(), ISO_8859_1));
              }

              @Override
              public void onFailure(String reason) {
                told.add(reason);
              }
            }));
  }

  private static byte[] frame(int type, int flags, int stream, byte... payload) {
    return new RawHttp2Frame(type, flags, stream, payload).bytes();
  }

  private static byte[] head(boolean end, String... fields) {
    int flags = RawHttp2Frame.END_HEADERS | (end ? RawHttp2Frame.END_STREAM : 0);
    return frame(RawHttp2Frame.HEADERS, flags, 1, RawHttp2Client.block(fields));
  }

  /** Settings, a ping, an interim head, the head, a message and the trailers. */
  private static byte[] answer() {
    var out = new ByteArrayOutputStream();
    out.writeBytes(
        frame(
            RawHttp2Frame.SETTINGS,
            0,
            0,
            (byte) 0,
            (byte) 3,
            (byte) 0,
            (byte) 0,
            (byte) 0,
            (byte) 9));
    out.writeBytes(frame(RawHttp2Frame.PING, 0, 0, new byte[8]));
    out.writeBytes(frame(0x55, 0, 1, new byte[3]));
    out.writeBytes(head(false, ":status", "103", "grpc-status", "9"));
    out.writeBytes(head(false, ":status", "200", "content-type", "application/grpc"));
    out.writeBytes(frame(RawHttp2Frame.DATA, 0, 1, Arrays.copyOf(MESSAGE, 4)));
    out.writeBytes(frame(RawHttp2Frame.DATA, 0, 1, Arrays.copyOfRange(MESSAGE, 4, 6)));
    out.writeBytes(head(true, "grpc-status", "0"));
    return out.toByteArray();
  }

  private static void read(EmbeddedChannel channel, byte[] bytes) {
    channel.writeInbound(Unpooled.wrappedBuffer(bytes));
  }

  private static byte[] written(EmbeddedChannel channel) {
    var out = new ByteArrayOutputStream();
    for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
      out.writeBytes(ByteBufUtil.getBytes(part));
      part.release();
    }
    return out.toByteArray();
  }

  @Test
  void answer_splitAnywhere_isTheSame() {
    byte[] all = answer();
    for (int cut = 0; cut <= all.length; cut++) {
      EmbeddedChannel channel = call();
      read(channel, Arrays.copyOf(all, cut));
      read(channel, Arrays.copyOfRange(all, cut, all.length));
      assertThat(told).containsExactly("200 0 " + new String(MESSAGE, ISO_8859_1));
      channel.finishAndReleaseAll();
      assertThat(told).hasSize(1);
    }
  }

  @Test
  void settingsAndPings_areAnswered() {
    EmbeddedChannel channel = call();
    written(channel);
    read(channel, answer());

    byte[] ping = frame(RawHttp2Frame.PING, RawHttp2Frame.ACK, 0, new byte[8]);
    byte[] expected = frame(RawHttp2Frame.SETTINGS, RawHttp2Frame.ACK, 0);
    expected = Arrays.copyOf(expected, expected.length + ping.length);
    System.arraycopy(ping, 0, expected, expected.length - ping.length, ping.length);
    assertThat(written(channel)).isEqualTo(expected);
    channel.finishAndReleaseAll();
  }

  @Test
  void answer_cut_isToldOnceAsAFailure() {
    byte[] all = answer();
    for (int length = 0; length < all.length; length++) {
      EmbeddedChannel channel = call();
      read(channel, Arrays.copyOf(all, length));
      channel.finishAndReleaseAll();
      assertThat(told).containsExactly("connection closed without an answer");
    }
  }

  @Test
  void answer_changedAtRandom_isToldOnceAndNeverThrows() {
    Random random = new Random(7);
    for (int round = 0; round < 5_000; round++) {
      byte[] bytes = answer();
      for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      EmbeddedChannel channel = call();
      read(channel, bytes);
      channel.finishAndReleaseAll();
      channel.checkException();
      assertThat(told).hasSize(1);
    }
  }

  @Test
  void headers_above8KiB_areInvalid() {
    EmbeddedChannel channel = call();
    read(channel, frame(RawHttp2Frame.SETTINGS, 0, 0));
    read(channel, head(true, ":status", "200", "x", "a".repeat(9_000)));
    assertThat(told).containsExactly("invalid answer");
    channel.finishAndReleaseAll();
  }
}
