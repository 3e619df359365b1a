package io.forebay.admin.page;

import io.forebay.admin.stats.ListenerStatistics;
import io.forebay.admin.stats.Traffic;
import java.util.ArrayList;
import java.util.List;

/** The cells of a listener. */
final class ListenerRow {

  /** The heads of its columns, that of its name first, and what they mean. */
  static final List<List<String>> COLUMNS =
      List.of(
          List.of("Listener", "its name and where it listens"),
          List.of("Connections", "open now; below it most at once"),
          List.of("New/s", "connections accepted per second over the last 10 s; below it all"),
          List.of("Req/s", "over the last 10 s; below it all since the start"),
          List.of("2xx", "answers since the start"),
          List.of("3xx", "answers since the start"),
          List.of("4xx", "answers since the start"),
          List.of("5xx", "answers since the start"),
          List.of("Refused", "by rules and limits; below it malformed ones"),
          List.of("p50", "half of the requests of the last minute took less"),
          List.of("p95", "19 of 20 requests of the last minute took less"),
          List.of("p99", "99 of 100 requests of the last minute took less"),
          List.of("Bytes", "from clients and to them"),
          List.of("Last 10 min", "requests and errors per second"));

  private static final int FIRST_CLASS = 2;
  private static final int LAST_CLASS = 5;

  private ListenerRow() {}

  static Row of(ListenerStatistics listener) {
    HtmlWriter head = new HtmlWriter();
    head.element("b", listener.name());
    if (listener.encrypted()) {
      head.element("i", "tag", "TLS");
    }
    head.element("small", String.join(", ", listener.bind()));
    return new Row("l:" + listener.name(), head.html(), "", "", cells(listener));
  }

  private static List<Html> cells(ListenerStatistics listener) {
    Traffic traffic = listener.traffic();
    List<Html> cells = new ArrayList<>();
    cells.add(connections(listener));
    cells.add(
        Cell.two(
            Quantities.rate(listener.connectionRate()),
            Quantities.count(listener.connectionsTotal())));
    cells.add(Cell.two(Quantities.rate(traffic.rate()), Quantities.count(traffic.requests())));
    for (int i = FIRST_CLASS; i <= LAST_CLASS; i++) {
      cells.add(Cell.plain(Quantities.count(traffic.statuses()[i])));
    }
    cells.add(
        Cell.two(
            Quantities.count(listener.denied()),
            Quantities.count(listener.rejected()) + " malformed"));
    cells.add(Cell.latency(traffic.recent().p50()));
    cells.add(Cell.latency(traffic.recent().p95()));
    cells.add(Cell.latency(traffic.recent().p99()));
    cells.add(Cell.two(Quantities.bytes(traffic.bytesIn()), Quantities.bytes(traffic.bytesOut())));
    cells.add(Cell.requestsAndErrors(listener.history()));
    return cells;
  }

  private static Html connections(ListenerStatistics listener) {
    HtmlWriter out = new HtmlWriter();
    out.text(Quantities.count(listener.connections()));
    if (listener.connectionLimit() > 0) {
      out.text(" ").element("span", "of", "of " + Quantities.count(listener.connectionLimit()));
    }
    return out.element("small", "max " + Quantities.count(listener.maxConnections())).html();
  }
}
