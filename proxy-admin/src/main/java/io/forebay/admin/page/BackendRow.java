package io.forebay.admin.page;

import io.forebay.admin.stats.BackendStatistics;
import io.forebay.admin.stats.History;
import io.forebay.admin.stats.Traffic;
import java.util.List;
import java.util.Map;

/** The cells of a backend. */
final class BackendRow {

  /** The heads of its columns, that of its name first, and what they mean. */
  static final List<List<String>> COLUMNS =
      List.of(
          List.of("Backend", "its name and how it chooses a server"),
          List.of("Servers", "that may be given requests"),
          List.of("Req/s", "over the last 10 s; below it all since the start"),
          List.of("In flight", "requests under way"),
          List.of("Queue", "requests that wait for a server; below it most at once"),
          List.of("p50", "half of the requests of the last minute took less"),
          List.of("p95", "19 of 20 requests of the last minute took less"),
          List.of("p99", "99 of 100 requests of the last minute took less"),
          List.of("Errors", "failures and answers of 500 and more since the start, by kind"),
          List.of("Retries", "requests tried again"),
          List.of("Bytes", "to its servers and from them"),
          List.of("Requests", "per second in the last ten minutes"),
          List.of("Errors", "per second in the last ten minutes"),
          List.of("p99", "in the last ten minutes"));

  private BackendRow() {}

  static Row of(BackendStatistics backend, List<Problem> problems) {
    HtmlWriter head = new HtmlWriter();
    head.open("a").attribute("href", "?" + View.encoded(Map.of("backend", backend.name())));
    head.element("b", backend.name()).close("a").element("small", backend.balance());
    return new Row(id(backend.name()), head.html(), state(backend, problems), "", cells(backend));
  }

  /** Of the row's element. */
  static String id(String name) {
    return "b:" + name;
  }

  /** The severity of the worst that is wrong with it. */
  private static String state(BackendStatistics backend, List<Problem> problems) {
    return problems.stream()
        .filter(it -> backend.name().equals(it.backend()))
        .findFirst()
        .map(it -> it.severity().word())
        .orElse("good");
  }

  private static List<Html> cells(BackendStatistics backend) {
    Traffic traffic = backend.traffic();
    History history = backend.history();
    return List.of(
        servers(backend),
        Cell.two(Quantities.rate(traffic.rate()), Quantities.count(traffic.requests())),
        Cell.plain(Quantities.count(backend.inFlight())),
        Cell.two(
            Quantities.count(backend.queued()), "max " + Quantities.count(backend.maxQueued())),
        Cell.latency(traffic.recent().p50()),
        Cell.latency(traffic.recent().p95()),
        Cell.latency(traffic.recent().p99()),
        Cell.errors(backend.failures()),
        Cell.plain(Quantities.count(backend.retries())),
        Cell.two(Quantities.bytes(traffic.bytesIn()), Quantities.bytes(traffic.bytesOut())),
        Cell.course("requests", history.requests()),
        Cell.course("errors", history.errors()),
        Cell.course("latency", history.p99()));
  }

  /** How many of its servers are no backups, or all where there is nothing else. */
  static int firstChoice(BackendStatistics backend) {
    int first = Math.toIntExact(backend.servers().stream().filter(it -> !it.backup()).count());
    return first == 0 ? backend.servers().size() : first;
  }

  private static Html servers(BackendStatistics backend) {
    int first = firstChoice(backend);
    int others = backend.servers().size() - first;
    boolean all = backend.usable() >= first;
    HtmlWriter out = new HtmlWriter();
    out.open("span", "badge").open("span").attribute("aria-hidden", "true");
    out.text(all ? Standing.UP.sign() : backend.usable() == 0 ? Standing.DOWN.sign() : "!");
    out.close("span").text(" " + backend.usable() + " of " + first).close("span");
    return out.element("small", others == 0 ? "usable" : "usable, " + others + " backup").html();
  }
}
