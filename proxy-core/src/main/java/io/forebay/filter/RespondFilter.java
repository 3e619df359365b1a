package io.forebay.filter;

import io.forebay.config.HeaderOps;
import io.forebay.config.RespondConfig;
import io.forebay.config.TextTemplate;
import io.forebay.config.TextTemplate.Scope;
import io.forebay.exchange.Exchange;
import io.forebay.exchange.HttpFilter;
import io.forebay.exchange.Template;
import io.forebay.http.HeaderBlock;
import io.forebay.http.HeaderId;
import io.forebay.http.HttpHead;
import io.forebay.util.Ascii;
import io.forebay.util.TextEscape;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers every request with what the configuration says. What a template tells is escaped for the
 * type of the body.
 */
public final class RespondFilter implements HttpFilter {

  private static final HeaderBlock TEXT =
      HeaderBlock.builder().add("Content-Type", "text/plain; charset=utf-8").build();
  private final int status;
  private final byte[] body;
  private final @Nullable Template template;
  private final HeaderEdits headers;

  /**
   * A filter that answers as {@code config} says.
   *
   * @param node what this instance is called; null for nothing
   */
  public RespondFilter(RespondConfig config, @Nullable String node) {
    TextTemplate text = TextTemplate.parse(config.body(), Scope.REQUEST);
    status = config.status();
    body = Ascii.bytes(text.literals());
    template =
        text.isConstant()
            ? null
            : new Template(text, escape(config.headers()), StandardCharsets.ISO_8859_1, node);
    HeaderOps fields = new HeaderOps(List.of(), config.headers(), Map.of(), Map.of());
    headers = new HeaderEdits(fields, Scope.RESPONSE, node);
  }

  private static TextEscape escape(Map<String, String> headers) {
    String type = "";
    for (Map.Entry<String, String> field : headers.entrySet()) {
      if (field.getKey().equalsIgnoreCase("content-type")) {
        type = field.getValue().toLowerCase(Locale.ROOT);
      }
    }
    if (type.contains("json") || type.contains("javascript")) {
      return TextEscape.JSON;
    }
    return type.contains("html") || type.contains("xml") ? TextEscape.HTML : TextEscape.FIELD;
  }

  @Override
  public Verdict onRequest(Exchange exchange) {
    byte[] text = template == null ? body : template.text(exchange).toBytes();
    exchange.reply(status, text.length > 0 ? TEXT : HeaderBlock.EMPTY, text);
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
    headers.apply(response, exchange);
  }
}
