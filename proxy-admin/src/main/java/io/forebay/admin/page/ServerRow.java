package io.forebay.admin.page;

import io.forebay.admin.stats.CheckStatistics;
import io.forebay.admin.stats.Latency;
import io.forebay.admin.stats.ServerStatistics;
import io.forebay.admin.stats.Traffic;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The cells of a server, in the order of {@link Column}, and the course of its requests. */
final class ServerRow {

  private static final int BAR_WIDTH = 100;

  private final ServerStatistics server;
  private final Standing state;

  private ServerRow(ServerStatistics server) {
    this.server = server;
    this.state = Standing.of(server);
  }

  static Row of(ShownServer shown) {
    ServerRow row = new ServerRow(shown.server());
    String id = id(shown.reference());
    return new Row(id, row.head(), row.state.word(), shown.server().state(), row.cells());
  }

  /** Of the row's element. */
  static String id(String reference) {
    return "s:" + reference;
  }

  private Html head() {
    HtmlWriter out = new HtmlWriter();
    out.element("b", server.name());
    if (server.backup()) {
      out.element("i", "tag", "backup");
    }
    if (!server.address().equals(server.name())) {
      out.element("small", server.address());
    }
    return out.html();
  }

  private List<Html> cells() {
    Traffic traffic = server.traffic();
    Latency recent = traffic.recent();
    List<Html> cells = new ArrayList<>();
    cells.add(stateCell());
    cells.add(share());
    cells.add(inFlight());
    cells.add(Cell.two(Quantities.rate(traffic.rate()), Quantities.count(traffic.requests())));
    cells.add(Cell.latency(recent.p50()));
    cells.add(Cell.latency(recent.p95()));
    cells.add(Cell.latency(recent.p99()));
    cells.add(Cell.errors(server.failures()));
    cells.add(Cell.plain(Quantities.count(server.retries())));
    cells.add(Cell.two(Quantities.bytes(traffic.bytesIn()), Quantities.bytes(traffic.bytesOut())));
    cells.add(downtime());
    cells.add(Cell.requestsAndErrors(server.history()));
    return cells;
  }

  private Html stateCell() {
    HtmlWriter out = new HtmlWriter();
    out.open("span", "badge").open("span").attribute("aria-hidden", "true");
    out.text(state.sign()).close("span").text(" " + label()).close("span");
    CheckStatistics check = server.check();
    if (check != null && check.against() > 0) {
      out.text(" ").open("span", "count").attribute("title", "results in a row against its state");
      out.text(check.against() + "/" + check.needed()).close("span");
    }
    for (String reason : server.avoided()) {
      out.text(" ").element("i", "tag", reason);
    }
    if (Standing.isBroken(server)) {
      out.text(" ").element("i", "tag", "breaker " + server.breaker());
    }
    if (server.slowStartPercent() < 100) {
      out.text(" ").element("i", "tag", "slow start " + server.slowStartPercent() + "%");
    }
    if (server.changedSeconds() >= 0) {
      out.text(" ").element("span", "since", Quantities.span(server.changedSeconds()));
    }
    return out.element("small", why()).html();
  }

  /** The word for people. */
  private String label() {
    return switch (state) {
      case DOWN, STANDBY -> server.healthText();
      case UNCHECKED -> "no check";
      default -> state.name();
    };
  }

  /** One line that says why it stands so. */
  private String why() {
    return switch (state) {
      case DRAIN -> drain(server);
      case MAINT -> or(server.stateCause(), "taken out by an operator");
      case DOWN, STANDBY -> withCheck(or(server.healthCause(), ""));
      default -> withCheck("");
    };
  }

  /** How far it has come. */
  static String drain(ServerStatistics server) {
    String left =
        server.drainMillisLeft() < 0
            ? ""
            : ", " + Quantities.span(server.drainMillisLeft() / 1000) + " left";
    return server.inFlight() == 0 ? "nothing in flight" : server.inFlight() + " in flight" + left;
  }

  private String withCheck(String cause) {
    CheckStatistics check = server.check();
    if (check == null) {
      return cause;
    }
    String code = check.code().isEmpty() ? "" : check.code() + ": ";
    String duration = Quantities.millis(check.durationMillis());
    if (cause.contains(check.text())) {
      return code + cause + " (the last in " + duration + ")";
    }
    String last = code + check.text() + " in " + duration;
    return cause.isEmpty() ? last : cause + "; " + last;
  }

  private Html share() {
    HtmlWriter out = new HtmlWriter();
    out.text(Quantities.percent(server.share()));
    if (!Double.isNaN(server.expectedShare())) {
      out.text(" ").element("span", "of", "of " + Quantities.percent(server.expectedShare()));
      bar(out);
    }
    String weight = "weight " + server.weight();
    boolean changed = server.weight() != server.configuredWeight();
    out.element("small", changed ? weight + ", file " + server.configuredWeight() : weight);
    return out.html();
  }

  /** What it got, with a mark where that should be. */
  private void bar(HtmlWriter out) {
    long got = Math.round(BAR_WIDTH * (Double.isNaN(server.share()) ? 0 : server.share()));
    long expected = Math.round(BAR_WIDTH * server.expectedShare());
    out.open("svg", "bar").attribute("viewBox", "0 0 " + BAR_WIDTH + " 4");
    out.attribute("preserveAspectRatio", "none").attribute("aria-hidden", "true");
    out.open("rect", "room").attribute("width", BAR_WIDTH).attribute("height", 4).close("rect");
    out.open("rect", "got").attribute("width", got).attribute("height", 4).close("rect");
    out.open("path", "mark").attribute("d", "M" + expected + " 0V4").close("path").close("svg");
  }

  private Html inFlight() {
    HtmlWriter out = new HtmlWriter();
    out.text(Quantities.count(server.inFlight()));
    if (server.limit() > 0) {
      out.text(" ").element("span", "of", "of " + server.limit());
    }
    String tunnels = server.tunnels() == 0 ? "" : ", " + server.tunnels() + " tunnels";
    return out.element("small", Quantities.count(server.connections()) + " conn." + tunnels).html();
  }

  private Html downtime() {
    String time = server.downSeconds() == 0 ? "0" : Quantities.span(server.downSeconds());
    return server.downs() == 0
        ? Cell.plain(time)
        : Cell.two(
            time, Quantities.count(server.downs()) + (server.downs() == 1 ? " time" : " times"));
  }

  private static String or(@Nullable String text, String other) {
    return text == null ? other : text;
  }
}
