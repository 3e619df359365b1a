package io.forebay.exchange;

import io.forebay.config.TemplateField;
import io.forebay.config.TextTemplate;
import io.forebay.http.HttpHead;
import io.forebay.util.ByteText;
import io.forebay.util.TextEscape;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A template that is ready to be filled in. What it tells is escaped, its literals are not.
 * Immutable; any event loop.
 */
public final class Template {

  private final TextEscape escape;
  private final byte[][] literals;
  private final @Nullable TemplateField[] fields;
  private final byte[][] names;
  private final byte[] node;

  /** A template of the value of a header field. */
  public static Template ofField(TextTemplate config, @Nullable String node) {
    return new Template(config, TextEscape.FIELD, StandardCharsets.ISO_8859_1, node);
  }

  /**
   * A template.
   *
   * @param escape how what it tells is written
   * @param charset of its literals
   * @param node what this instance is called; null for nothing
   */
  public Template(TextTemplate config, TextEscape escape, Charset charset, @Nullable String node) {
    List<TextTemplate.Part> parts = config.parts();
    this.escape = escape;
    this.node = node == null ? new byte[0] : node.getBytes(StandardCharsets.UTF_8);
    this.literals = new byte[parts.size()][];
    this.fields = new TemplateField[parts.size()];
    this.names = new byte[parts.size()][];
    for (int i = 0; i < literals.length; i++) {
      TextTemplate.Part part = parts.get(i);
      literals[i] = part.literal().getBytes(charset);
      fields[i] = part.field();
      boolean cookie = part.field() == TemplateField.COOKIE;
      String name = cookie ? part.name() : part.name().toLowerCase(Locale.ROOT);
      names[i] = name.getBytes(StandardCharsets.ISO_8859_1);
    }
  }

  /** Its text before there is an answer; holds until the loop makes another one. */
  public ByteText text(Exchange exchange) {
    return text(exchange, null);
  }

  /** The same with {@code answer}, on its way to the client; null for none. */
  public ByteText text(Exchange exchange, @Nullable HttpHead answer) {
    ByteText out = exchange.worker().text().scratch();
    for (int i = 0; i < literals.length; i++) {
      TemplateField field = fields[i];
      if (field == null) {
        out.put(literals[i]);
      } else if (field == TemplateField.NODE) {
        escape.put(out, node, 0, node.length);
      } else {
        TemplateValues.put(out, escape, field, names[i], exchange, answer);
      }
    }
    return out;
  }
}
