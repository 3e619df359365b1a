package io.forebay.filter;

import io.forebay.config.RespondConfig;
import io.forebay.exchange.Exchange;
import io.forebay.exchange.HttpFilter;
import io.forebay.http.HeaderBlock;
import io.forebay.http.HeaderId;
import io.forebay.http.HttpHead;
import io.forebay.util.Ascii;
import java.util.Locale;

/** Answers every request with what the configuration says. */
public final class RespondFilter implements HttpFilter {

  private static final HeaderBlock TEXT =
      HeaderBlock.builder().add("Content-Type", "text/plain; charset=utf-8").build();
  private static final HeaderBlock BARE = HeaderBlock.builder().build();

  private final int status;
  private final byte[] body;
  private final byte[][] names;
  private final HeaderBlock lines;

  /** A filter that answers as {@code config} says. */
  public RespondFilter(RespondConfig config) {
    status = config.status();
    body = Ascii.bytes(config.body());
    names =
        config.headers().keySet().stream()
            .map(name -> Ascii.bytes(name.toLowerCase(Locale.ROOT)))
            .toArray(byte[][]::new);
    HeaderBlock.Builder block = HeaderBlock.builder();
    config.headers().forEach(block::add);
    lines = block.build();
  }

  @Override
  public Verdict onRequest(Exchange exchange) {
    exchange.reply(status, body.length > 0 ? TEXT : BARE, body);
    return Verdict.REPLIED;
  }

  @Override
  public void onResponse(Exchange exchange, HttpHead response) {
    if (exchange.error() != null) {
      return;
    }
    if (RespondConfig.isBodyless(status) && status != 205) {
      // RFC 9110 section 8.6: a 204 has no Content-Length, a 304 that of the answer it stands for.
      response.removeAll(HeaderId.CONTENT_LENGTH.bit());
    }
    for (byte[] name : names) {
      response.removeAll(name);
    }
    if (!lines.isEmpty()) {
      response.add(lines);
    }
  }
}
