package io.forebay.admin.page;

import io.forebay.admin.resource.AdminResponse;

/** Says why something cannot be done. */
final class RefusalDocument {

  private final Document document;
  private final PageContext context;

  RefusalDocument(Assets assets, PageContext context) {
    this.document = new Document(assets, context, 1024);
    this.context = context;
  }

  AdminResponse write(int status, String message) {
    document.begin("Not done", "");
    HtmlWriter out = document.out();
    out.open("main", "change").open("form").attribute("id", "change");
    out.attribute("action", context.path()).element("h2", "Not done");
    out.open("p", "bad").attribute("role", "alert").text(message).close("p");
    out.open("p", "buttons").open("button").text("Back").close("button").close("p");
    out.close("form").close("main");
    return document.end(status);
  }
}
