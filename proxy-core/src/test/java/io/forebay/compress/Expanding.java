package io.forebay.compress;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.decoder.BrotliInputStream;
import com.aayushatharva.brotli4j.decoder.DecoderJNI;
import com.github.luben.zstd.ZstdInputStream;
import io.forebay.config.CompressionAlgorithm;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;

/** What a client reads from a compressed body, by decoders that are not ours. */
public final class Expanding {

  private Expanding() {}

  /** The whole body; throws where {@code compressed} is cut, wrong or followed by anything. */
  public static byte[] whole(CompressionAlgorithm algorithm, byte[] compressed) {
    try (InputStream in = stream(algorithm, new ByteArrayInputStream(compressed))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As much of the body as can be read from the first bytes of its compressed form. */
  public static byte[] begun(CompressionAlgorithm algorithm, byte[] compressed) {
    if (algorithm == CompressionAlgorithm.BR) {
      return begunBrotli(compressed);
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try (InputStream in = stream(algorithm, new ByteArrayInputStream(compressed))) {
      for (int next = in.read(); next >= 0; next = in.read()) {
        body.write(next);
      }
    } catch (IOException e) {
      // That is where it is cut.
    }
    return body.toByteArray();
  }

  /** The stream of that library gives nothing where it finds an end too soon. */
  private static byte[] begunBrotli(byte[] compressed) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try {
      Brotli4jLoader.ensureAvailability();
      DecoderJNI.Wrapper decoder = new DecoderJNI.Wrapper(compressed.length + 1);
      decoder.getInputBuffer().put(compressed);
      decoder.push(compressed.length);
      while (decoder.hasOutput()) {
        ByteBuffer part = decoder.pull();
        while (part.hasRemaining()) {
          body.write(part.get());
        }
      }
      decoder.destroy();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return body.toByteArray();
  }

  private static InputStream stream(CompressionAlgorithm algorithm, InputStream in)
      throws IOException {
    return switch (algorithm) {
      case GZIP -> new GZIPInputStream(in);
      case BR -> {
        Brotli4jLoader.ensureAvailability();
        yield new BrotliInputStream(in);
      }
      case ZSTD -> new ZstdInputStream(in);
    };
  }
}
