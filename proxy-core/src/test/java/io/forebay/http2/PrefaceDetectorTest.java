package io.forebay.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.testkit.LeakExtension;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakExtension.class)
class PrefaceDetectorTest {

  private static final String PREFACE = new String(ClientPreface.BYTES, StandardCharsets.US_ASCII);

  /** Whatever comes in whatever pieces passes as it is, once it is known what it is. */
  @Test
  void randomBytesInRandomPieces_passUnchanged() {
    for (int seed = 0; seed < 3000; seed++) {
      Random random = new Random(seed);
      String sent = bytes(random);
      AtomicInteger http2 = new AtomicInteger();
      EmbeddedChannel channel = new EmbeddedChannel(new PrefaceDetector(http2::incrementAndGet));
      StringBuilder passed = new StringBuilder();
      for (int at = 0; at < sent.length(); ) {
        int end = Math.min(sent.length(), at + 1 + random.nextInt(12));
        channel.writeInbound(buffer(channel, sent.substring(at, end)));
        at = end;
        read(channel, passed);
        String soFar = sent.substring(0, at);
        boolean open = soFar.length() < PREFACE.length() && PREFACE.startsWith(soFar);
        assertThat(passed).as("seed " + seed).hasToString(open ? "" : soFar);
        assertThat(channel.pipeline().get(PrefaceDetector.class) != null).isEqualTo(open);
      }
      assertThat(http2).as("seed " + seed).hasValue(sent.startsWith(PREFACE) ? 1 : 0);
      channel.finishAndReleaseAll();
    }
  }

  /** A part of the preface, the whole of it, or neither, and something behind. */
  private static String bytes(Random random) {
    String begun = PREFACE.substring(0, random.nextInt(PREFACE.length() + 1));
    String whole = random.nextInt(3) == 0 ? PREFACE : begun;
    String behind = "POST / HTTP/1.1\r\nPRI".substring(random.nextInt(10));
    return random.nextInt(8) == 0 ? whole : whole + behind;
  }

  private static ByteBuf buffer(EmbeddedChannel channel, String text) {
    return channel.alloc().buffer().writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static void read(EmbeddedChannel channel, StringBuilder to) {
    for (ByteBuf in = channel.readInbound(); in != null; in = channel.readInbound()) {
      to.append(in.toString(StandardCharsets.US_ASCII));
      in.release();
    }
  }
}
