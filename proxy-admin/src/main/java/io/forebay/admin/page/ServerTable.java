package io.forebay.admin.page;

import java.util.List;

/** The servers, with what a caller may do with them. */
final class ServerTable {

  /** What the names of the fields that choose servers begin with. */
  static final String CHOSEN = "s:";

  /** The table's element, for links. */
  static final String ID = "servers";

  private static final int COLUMNS = Column.values().length + 1;

  private final HtmlWriter out;
  private final Parts parts;
  private final View view;
  private final PageContext context;

  ServerTable(HtmlWriter out, Parts parts, View view, PageContext context) {
    this.out = out;
    this.parts = parts;
    this.view = view;
    this.context = context;
  }

  void write() {
    List<ShownServer> shown = ShownServer.of(parts.picture(), view);
    out.open("section").attribute("id", ID).attribute("aria-labelledby", "servers-title");
    out.open("h2").attribute("id", "servers-title").text("Servers").close("h2");
    new FilterForm(out, parts.picture(), view, shown.size()).write();
    out.open("form").attribute("id", "selection").attribute("method", "post");
    out.attribute("action", context.link("select"));
    out.flag("data-change", true);
    if (context.writer()) {
      selection();
    }
    out.open("table", "servers");
    out.element("caption", "hidden", "Servers of the backends");
    head();
    body(shown);
    out.close("table").close("form").close("section");
  }

  /** What can be done with several at once. */
  private void selection() {
    out.open("input").attribute("type", "hidden").attribute("name", "back");
    out.attribute("value", View.encoded(view.parameters()));
    out.open("p", "selection").open("label").attribute("class", "all").open("input");
    out.attribute("type", "checkbox").attribute("id", "select-all").text(" All shown");
    out.close("label");
    for (Action action : Action.values()) {
      out.open("button").attribute("name", "action").attribute("value", action.word());
      out.text(action.title() + " selected").close("button");
    }
    out.close("p");
  }

  private void head() {
    out.open("thead").open("tr");
    for (Column column : Column.values()) {
      boolean sorted = view.sort() == column;
      out.open("th").attribute("scope", "col").attribute("title", column.meaning());
      if (sorted) {
        out.attribute("aria-sort", view.descending() ? "descending" : "ascending");
      }
      out.open("a").attribute("href", view.sortedBy(column).link() + "#" + ID);
      out.flag("data-visit", true).text(column.title()).close("a").close("th");
    }
    out.open("th").attribute("scope", "col").attribute("title", "requests and errors per second");
    out.text("Last 10 min").close("th");
    if (context.writer()) {
      out.open("th").attribute("scope", "col").element("span", "hidden", "Actions").close("th");
    }
    out.close("tr").close("thead");
  }

  /** By backend, in the order of the configuration; as one list where it is sorted. */
  private void body(List<ShownServer> shown) {
    String backend = "";
    out.open("tbody");
    for (ShownServer each : shown) {
      if (view.sort() == null && !backend.equals(each.backend().name())) {
        backend = each.backend().name();
        out.close("tbody").open("tbody").attribute("id", "g:" + backend);
        out.open("tr", "group").open("th").attribute("scope", "rowgroup");
        out.attribute("colspan", context.writer() ? COLUMNS + 1 : COLUMNS);
        out.text(backend).close("th").close("tr");
      }
      row(each);
    }
    if (shown.isEmpty()) {
      out.open("tr").open("td", "none").attribute("colspan", COLUMNS);
      out.text("No server is like that.").close("td").close("tr");
    }
    out.close("tbody");
  }

  private void row(ShownServer each) {
    Row row = parts.row(ServerRow.id(each.reference()));
    row.open(out, "tr").open("th").attribute("scope", "row");
    if (context.writer()) {
      out.open("input").attribute("type", "checkbox").attribute("name", CHOSEN + each.reference());
      out.attribute("value", "1").attribute("aria-label", "Select " + each.reference());
    }
    if (view.sort() != null) {
      out.element("span", "of", each.backend().name() + " / ");
    }
    out.put(row.head()).close("th");
    row.cells().forEach(cell -> out.open("td").put(cell).close("td"));
    if (context.writer()) {
      actions(each.reference());
    }
    out.close("tr");
  }

  /** All of them: the style shows those that make a difference. */
  private void actions(String reference) {
    out.open("td", "actions");
    for (Action action : Action.values()) {
      out.open("button").attribute("name", action.word()).attribute("value", reference);
      out.attribute("aria-label", action.title() + " " + reference);
      out.text(action.title()).close("button");
    }
    out.close("td");
  }
}
