package io.forebay.admin.page;

import io.forebay.observe.Event;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** What has happened lately, the newest first. */
final class EventList {

  static final String ID = "events";

  private static final int SHOWN = 50;

  private EventList() {}

  static Row of(Picture picture) {
    List<Event> events = picture.events();
    Instant now = picture.statistics().at();
    HtmlWriter out = new HtmlWriter();
    if (events.isEmpty()) {
      out.element("p", "none", "Nothing yet.");
    }
    out.open("ol");
    for (int i = events.size() - 1; i >= Math.max(0, events.size() - SHOWN); i--) {
      write(out, events.get(i), now);
    }
    return Row.region(ID, "", out.close("ol").html());
  }

  /** What the news is like, as far as its words tell. */
  private static String mood(String text) {
    if (text.contains("-> DOWN") || text.contains("-> UNRESOLVED") || text.contains("failed,")) {
      return "bad";
    }
    return text.contains("-> UP") ? "good" : "";
  }

  private static void write(HtmlWriter out, Event event, Instant now) {
    out.open("li").attribute("id", "e:" + event.number());
    out.open("time").attribute("datetime", event.at().truncatedTo(ChronoUnit.SECONDS).toString());
    out.text(Times.near(event.at(), now)).close("time");
    out.open("span", "kind").attribute("data-mood", mood(event.text()));
    out.text(event.kind().label()).close("span").open("span");
    String server = event.server();
    if (event.backend() != null) {
      out.element("b", server == null ? event.backend() : event.backend() + "/" + server).text(" ");
    }
    out.text(event.text()).close("span").close("li");
  }
}
