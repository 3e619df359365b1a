package io.forebay.filter;

import io.forebay.config.HeaderOps;
import io.forebay.config.HeadersConfig;
import io.forebay.exchange.Exchange;
import io.forebay.exchange.HttpFilter;
import io.forebay.http.HeaderBlock;
import io.forebay.http.HttpHead;
import io.forebay.util.Ascii;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Removes, sets and adds header fields both ways, in that order. Applies to the proxy's own answers
 * as well, so that a security header is never missing from an error.
 */
public final class HeaderFilter implements HttpFilter {

  private final Edits request;
  private final Edits response;

  /** A filter that does what {@code config} says. */
  public HeaderFilter(HeadersConfig config) {
    this.request = new Edits(config.request());
    this.response = new Edits(config.response());
  }

  @Override
  public Verdict onRequest(Exchange exchange) {
    request.apply(exchange.clientRequest());
    return Verdict.CONTINUE;
  }

  @Override
  public void onResponse(Exchange exchange, HttpHead response) {
    this.response.apply(response);
  }

  /** The edits of one direction, with names and lines prepared. */
  private static final class Edits {
    private final byte[][] removed;
    private final HeaderBlock added;
    private final byte[][] ifAbsentNames;
    private final HeaderBlock[] ifAbsent;

    Edits(HeaderOps ops) {
      List<byte[]> names = new ArrayList<>();
      ops.remove().forEach(name -> names.add(lower(name)));
      ops.set().keySet().forEach(name -> names.add(lower(name)));
      removed = names.toArray(new byte[0][]);
      HeaderBlock.Builder lines = HeaderBlock.builder();
      ops.set().forEach(lines::add);
      ops.add().forEach(lines::add);
      added = lines.build();
      ifAbsentNames = new byte[ops.setIfAbsent().size()][];
      ifAbsent = new HeaderBlock[ifAbsentNames.length];
      int i = 0;
      for (Map.Entry<String, String> line : ops.setIfAbsent().entrySet()) {
        ifAbsentNames[i] = lower(line.getKey());
        ifAbsent[i++] = HeaderBlock.builder().add(line.getKey(), line.getValue()).build();
      }
    }

    private static byte[] lower(String name) {
      return Ascii.bytes(name.toLowerCase(Locale.ROOT));
    }

    void apply(HttpHead head) {
      for (byte[] name : removed) {
        head.removeAll(name);
      }
      if (!added.isEmpty()) {
        head.add(added);
      }
      for (int i = 0; i < ifAbsent.length; i++) {
        if (head.indexOf(ifAbsentNames[i]) < 0) {
          head.add(ifAbsent[i]);
        }
      }
    }
  }
}
