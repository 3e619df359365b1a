package io.forebay.admin.page;

import io.forebay.admin.resource.AdminResponse;
import java.nio.charset.StandardCharsets;

/** A whole document around some content, and the fields that keep it to itself. */
final class Document {

  private static final String TYPE = "text/html; charset=utf-8";

  /** Nothing from elsewhere, nothing inline, in no frame. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self';"
          + " form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

  private final Assets assets;
  private final PageContext context;
  private final HtmlWriter out;

  Document(Assets assets, PageContext context, int expectedLength) {
    this.assets = assets;
    this.context = context;
    this.out = new HtmlWriter(expectedLength);
  }

  /** Where its content goes, between {@link #begin} and {@link #end}. */
  HtmlWriter out() {
    return out;
  }

  /**
   * Writes what comes before the content.
   *
   * @param refresh a query to ask for after the time of {@code context}; empty for never
   */
  void begin(String title, String refresh) {
    out.put(new Html("<!doctype html>\n")).open("html").attribute("lang", "en").open("head");
    out.open("meta").attribute("charset", "utf-8");
    out.element("title", title + " \u00b7 Forebay");
    out.open("meta").attribute("name", "viewport");
    out.attribute("content", "width=device-width, initial-scale=1");
    out.open("meta").attribute("name", "color-scheme").attribute("content", "light dark");
    link("stylesheet", assets.style());
    link("icon", assets.icon());
    out.open("script").attribute("src", context.link(assets.script())).close("script");
    if (!refresh.isEmpty() && !context.refresh().isZero()) {
      out.open("noscript").open("meta").attribute("http-equiv", "refresh");
      out.attribute("content", context.refresh().toSeconds() + "; url=" + refresh);
      out.close("noscript");
    }
    out.close("head").open("body");
  }

  private void link(String relation, String asset) {
    out.open("link").attribute("rel", relation).attribute("href", context.link(asset));
  }

  /** Ends it; the answer that it is. */
  AdminResponse end(int status) {
    byte[] body = out.close("body").close("html").html().text().getBytes(StandardCharsets.UTF_8);
    return guarded(new AdminResponse(status, TYPE, body));
  }

  /** {@code response} with the fields of a document. */
  static AdminResponse guarded(AdminResponse response) {
    // Not no-referrer: the browser would not say of which site the page is that sends a form.
    return response
        .withField("Content-Security-Policy", POLICY)
        .withField("Referrer-Policy", "same-origin")
        .withField("Cross-Origin-Opener-Policy", "same-origin")
        .withField("Cross-Origin-Resource-Policy", "same-origin");
  }
}
