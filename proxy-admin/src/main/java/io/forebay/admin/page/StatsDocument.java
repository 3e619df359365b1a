package io.forebay.admin.page;

import io.forebay.admin.resource.AdminResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The page itself. */
final class StatsDocument {

  private static final int ROW_LENGTH = 3000;

  private final Document document;
  private final HtmlWriter out;
  private final Parts parts;
  private final View view;
  private final PageContext context;

  StatsDocument(Assets assets, Parts parts, View view, PageContext context) {
    this.document = new Document(assets, context, ROW_LENGTH * (parts.rows().size() + 5));
    this.out = document.out();
    this.parts = parts;
    this.view = view;
    this.context = context;
  }

  /** What stands in the title of a window: the news, and of which machine. */
  static String title(Parts parts) {
    String node = parts.picture().node();
    return node == null ? parts.headline() : parts.headline() + " \u00b7 " + node;
  }

  /**
   * Writes it.
   *
   * @param version of the parts, for the feed that goes on from there
   * @param flash what came of a change; null for none
   */
  AdminResponse write(long version, @Nullable Flash flash) {
    document.begin(title(parts), view.refreshing() ? view.link() : "");
    header();
    out.open("main").attribute("data-version", version);
    out.attribute("data-structure", parts.structure());
    out.attribute("data-events", context.link("events"));
    flash(flash);
    out.open("div", "top");
    region("section", Verdict.ID, "What is wrong");
    out.open("section", "timeline").attribute("aria-labelledby", "events-title");
    out.open("h2").attribute("id", "events-title").text("Events").close("h2");
    parts.row(EventList.ID).open(out, "div").attribute("tabindex", 0).attribute("role", "region");
    out.attribute("aria-label", "The latest events");
    out.put(parts.row(EventList.ID).cells().get(0)).close("div").close("section");
    region("dl", Summary.ID, "");
    out.close("div");
    region("section", CertificateList.ID, "Certificates");
    table("backends", "Backends", "b:", BackendRow.COLUMNS);
    new ServerTable(out, parts, view, context).write();
    table("listeners", "Listeners", "l:", ListenerRow.COLUMNS);
    out.close("main");
    footer();
    return document.end(200);
  }

  private void header() {
    out.open("a", "skip").attribute("href", "#" + ServerTable.ID).text("To the servers").close("a");
    out.open("header").element("h1", "Forebay");
    region("p", ProcessLine.ID, "");
    out.open("p").attribute("id", "live").attribute("role", "status").close("p");
    out.open("button").attribute("id", "theme").attribute("type", "button").flag("hidden", true);
    out.text("Colours").close("button").close("header");
    out.open("p", "hidden").attribute("id", "announce").attribute("aria-live", "polite").close("p");
  }

  private void flash(@Nullable Flash flash) {
    out.open("div").attribute("id", "flash").attribute("role", "status");
    if (flash != null) {
      for (Flash.Line line : flash.lines()) {
        out.element("p", line.good() ? "good" : "bad", line.text());
      }
    }
    out.close("div");
  }

  private void region(String element, String id, String label) {
    Row row = parts.row(id);
    row.open(out, element);
    if (!label.isEmpty()) {
      out.attribute("aria-label", label);
    }
    out.put(row.cells().get(0)).close(element);
  }

  private void table(String id, String title, String rows, List<List<String>> columns) {
    out.open("section").attribute("id", id).attribute("aria-labelledby", id + "-title");
    out.open("h2").attribute("id", id + "-title").text(title).close("h2");
    out.open("table", id).element("caption", "hidden", title).open("thead").open("tr");
    for (List<String> column : columns) {
      out.open("th").attribute("scope", "col").attribute("title", column.get(1));
      out.text(column.get(0)).close("th");
    }
    out.close("tr").close("thead").open("tbody");
    for (Row row : parts.rows().values()) {
      if (row.id().startsWith(rows)) {
        row.open(out, "tr").open("th").attribute("scope", "row").put(row.head()).close("th");
        row.cells().forEach(cell -> out.open("td").put(cell).close("td"));
        out.close("tr");
      }
    }
    out.close("tbody").close("table").close("section");
  }

  private void footer() {
    out.open("footer").open("p").text("Times are UTC. ");
    out.open("a").attribute("href", context.path() + ";csv").text("As CSV").close("a");
    out.open("noscript").text(" \u00b7 ");
    if (view.refreshing() && !context.refresh().isZero()) {
      out.text("Loaded again every " + Quantities.span(context.refresh().toSeconds()) + ": ");
    }
    View other = view.refreshing(!view.refreshing());
    out.open("a").attribute("href", other.link());
    out.text(view.refreshing() ? "stop that" : "Load it again and again").close("a");
    out.close("noscript").close("p").close("footer");
  }
}
