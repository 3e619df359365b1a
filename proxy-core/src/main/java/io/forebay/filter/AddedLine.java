package io.forebay.filter;

import io.forebay.config.TextTemplate;
import io.forebay.exchange.Exchange;
import io.forebay.exchange.Template;
import io.forebay.http.FieldValues;
import io.forebay.http.HeaderBlock;
import io.forebay.http.HeaderId;
import io.forebay.http.HttpHead;
import io.forebay.util.Ascii;
import io.forebay.util.ByteText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is added to a head: lines that are always the same, or one that is made of a template. */
interface AddedLine {

  /** A longer value is left out: cut short it could mean something else. */
  int MAX_BYTES = 16 << 10;

  /** Adds it to {@code head}, of the request of {@code exchange} or of the answer to it. */
  void addTo(HttpHead head, Exchange exchange);

  /** One line. */
  static AddedLine of(String name, String value, TextTemplate.Scope scope, @Nullable String node) {
    TextTemplate template = TextTemplate.parse(value, scope);
    if (template.isConstant()) {
      return new Constant(HeaderBlock.builder().add(name, template.literals()).build());
    }
    byte[] bytes = Ascii.bytes(name);
    HeaderId id = HeaderId.of(bytes, 0, bytes.length);
    return new Made(id, bytes, Template.ofField(template, node));
  }

  /** The same lines with those in one that are always the same and follow each other. */
  static AddedLine[] joined(List<AddedLine> lines) {
    List<AddedLine> joined = new ArrayList<>();
    HeaderBlock.Builder block = null;
    for (AddedLine line : lines) {
      if (line instanceof Constant constant) {
        block = block == null ? HeaderBlock.builder() : block;
        HeaderBlock.Builder into = block;
        constant.block.forEach((id, name, value) -> into.add(name, value));
      } else {
        if (block != null) {
          joined.add(new Constant(block.build()));
          block = null;
        }
        joined.add(line);
      }
    }
    if (block != null) {
      joined.add(new Constant(block.build()));
    }
    return joined.toArray(new AddedLine[0]);
  }

  /** Always the same. */
  record Constant(HeaderBlock block) implements AddedLine {
    @Override
    public void addTo(HttpHead head, Exchange exchange) {
      head.add(block);
    }
  }

  /** Made of a template; none where that comes out empty. */
  record Made(HeaderId id, byte[] name, Template value) implements AddedLine {
    @Override
    public void addTo(HttpHead head, Exchange exchange) {
      ByteText text = value.text(exchange, head);
      byte[] bytes = text.bytes();
      int from = FieldValues.skipSpaces(bytes, 0, text.length());
      int to = FieldValues.trimSpaces(bytes, from, text.length());
      if (from < to && to - from <= MAX_BYTES && !text.isCut()) {
        head.add(id, name, bytes, from, to);
      }
    }
  }
}
