package io.forebay.filter;

import io.forebay.compress.Compressor;
import io.forebay.config.CompressionAlgorithm;
import io.forebay.config.CompressionConfig;
import io.forebay.exchange.Exchange;
import io.forebay.exchange.HttpFilter;
import io.forebay.http.AcceptEncoding;
import io.forebay.http.Framing;
import io.forebay.http.HttpHead;
import io.forebay.http.HttpMethod;
import io.forebay.util.Ascii;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Compresses answers for clients that accept it. What refuses a request is left as it is: it has to
 * stay cheap. An answer to HEAD has the head that GET would be given.
 */
public final class CompressionFilter implements HttpFilter {

  /** So long nobody notices, and a fast body brings enough meanwhile to compress well. */
  private static final long HOLD_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private static final byte[] ACCEPT_ENCODING = Ascii.bytes("accept-encoding");

  private final List<CompressionAlgorithm> algorithms;
  private final Map<CompressionAlgorithm, Integer> levels;
  private final Compressible compressible;
  private final boolean vary;
  private final boolean offload;
  private final long holdNanos;

  /** A filter that does what {@code config} says, in which every default is written out. */
  public CompressionFilter(CompressionConfig config) {
    algorithms = config.algorithms() == null ? List.of() : config.algorithms();
    levels = config.level();
    compressible = new Compressible(config);
    vary = Boolean.TRUE.equals(config.vary());
    offload = Boolean.TRUE.equals(config.offload());
    holdNanos = Boolean.TRUE.equals(config.flush()) ? 0 : HOLD_NANOS;
  }

  @Override
  public Verdict onRequest(Exchange exchange) {
    if (offload) {
      exchange.clientRequest().removeAll(ACCEPT_ENCODING);
    }
    return Verdict.CONTINUE;
  }

  @Override
  public void onResponse(Exchange exchange, HttpHead response) {
    HttpHead request = exchange.clientRequest();
    if (exchange.error() != null) {
      return;
    }
    if (response.status() == 304) {
      CompressedHead.confirm(request, response, vary);
      return;
    }
    if (!compressible.holds(request, response)) {
      return;
    }
    if (vary) {
      CompressedHead.vary(response);
    }
    CompressionAlgorithm chosen = choose(request);
    if (chosen != null && begin(exchange, response, chosen)) {
      CompressedHead.edit(response, chosen);
    }
  }

  /**
   * Never for HTTP/1.0, as in nginx: without a length such an answer ends with its connection, and
   * a client could not tell that it was cut.
   */
  private @Nullable CompressionAlgorithm choose(HttpHead request) {
    return request.minorVersion() == 0 ? null : AcceptEncoding.choose(request, algorithms);
  }

  /** False where there is no memory for it. */
  private boolean begin(Exchange exchange, HttpHead response, CompressionAlgorithm chosen) {
    if (exchange.clientRequest().method() == HttpMethod.HEAD) {
      return true;
    }
    long length = response.framing() == Framing.LENGTH ? response.contentLength() : -1;
    Compressor compressor =
        exchange
            .worker()
            .compressors()
            .acquire(
                chosen,
                levels.getOrDefault(chosen, chosen.defaultLevel()),
                length,
                ByteBufAllocator.DEFAULT);
    if (compressor == null) {
      return false;
    }
    exchange.compress(compressor, holdNanos);
    return true;
  }
}
