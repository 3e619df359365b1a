package io.forebay.admin.page;

/**
 * Writes markup. Names of elements and attributes are constants of the code; everything else may
 * come from anybody and is escaped, so that it can neither end its place nor turn the direction of
 * what stands beside it. One thread.
 */
final class HtmlWriter {

  private static final char REPLACEMENT = '\ufffd';

  private final StringBuilder out;
  private boolean inTag;

  HtmlWriter() {
    this(256);
  }

  HtmlWriter(int expectedLength) {
    out = new StringBuilder(expectedLength);
  }

  /** Begins an element; attributes may follow. One that has no content is not closed. */
  HtmlWriter open(String name) {
    endTag();
    out.append('<').append(name);
    inTag = true;
    return this;
  }

  /** Begins an element of a class. */
  HtmlWriter open(String name, String styleClass) {
    return open(name).attribute("class", styleClass);
  }

  HtmlWriter attribute(String name, String value) {
    out.append(' ').append(name).append("=\"");
    escape(value);
    out.append('"');
    return this;
  }

  HtmlWriter attribute(String name, long value) {
    out.append(' ').append(name).append("=\"").append(value).append('"');
    return this;
  }

  /** An attribute without a value, if {@code set}. */
  HtmlWriter flag(String name, boolean set) {
    if (set) {
      out.append(' ').append(name);
    }
    return this;
  }

  HtmlWriter text(String text) {
    endTag();
    escape(text);
    return this;
  }

  HtmlWriter put(Html html) {
    endTag();
    out.append(html.text());
    return this;
  }

  HtmlWriter close(String name) {
    endTag();
    out.append("</").append(name).append('>');
    return this;
  }

  /** A whole element with nothing but text in it. */
  HtmlWriter element(String name, String text) {
    return open(name).text(text).close(name);
  }

  /** The same, of a class. */
  HtmlWriter element(String name, String styleClass, String text) {
    return open(name, styleClass).text(text).close(name);
  }

  /** What was written so far. */
  Html html() {
    endTag();
    return new Html(out.toString());
  }

  private void endTag() {
    if (inTag) {
      inTag = false;
      out.append('>');
    }
  }

  private void escape(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        case '\n', '\t' -> out.append(' ');
        default -> out.append(isHarmful(c) ? REPLACEMENT : c);
      }
    }
  }

  /** Control characters, and those that change the direction of text. */
  private static boolean isHarmful(char c) {
    return c < 0x20
        || (c >= 0x7f && c < 0xa0)
        || c == '\u061c'
        || c == '\u200e'
        || c == '\u200f'
        || (c >= '\u2028' && c <= '\u202e')
        || (c >= '\u2066' && c <= '\u2069')
        || c == '\ufeff';
  }
}
