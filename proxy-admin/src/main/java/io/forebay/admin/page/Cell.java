package io.forebay.admin.page;

import io.forebay.admin.stats.Failures;
import io.forebay.admin.stats.History;
import java.util.ArrayList;
import java.util.List;

/** What stands in cells of more than one table. */
final class Cell {

  private static final int POINTS = 60;

  private Cell() {}

  /** How many, and below it of which kinds. */
  static Html errors(Failures failures) {
    if (failures.total() == 0) {
      return plain("0");
    }
    List<String> kinds = new ArrayList<>();
    addTo(kinds, failures.connect(), "connect");
    addTo(kinds, failures.reset(), "reset");
    addTo(kinds, failures.timeout(), "timeout");
    addTo(kinds, failures.invalid(), "invalid");
    addTo(kinds, failures.serverErrors(), "5xx");
    return two(Quantities.count(failures.total()), String.join(", ", kinds));
  }

  private static void addTo(List<String> kinds, long count, String kind) {
    if (count > 0) {
      kinds.add(Quantities.count(count) + " " + kind);
    }
  }

  static Html latency(double millis) {
    return plain(Quantities.millis(millis));
  }

  static Html plain(String text) {
    return new HtmlWriter().text(text).html();
  }

  /** A number and, smaller, another one below it. */
  static Html two(String first, String second) {
    return new HtmlWriter().text(first).element("small", second).html();
  }

  /** Both per second, in the last ten minutes. */
  static Html requestsAndErrors(History history) {
    HtmlWriter out = new HtmlWriter();
    Sparkline.Line requests = new Sparkline.Line("requests", history.requests());
    Sparkline.Line errors = new Sparkline.Line("errors", history.errors());
    if (errors.isZero()) {
      Sparkline.write(out, POINTS, "", requests);
    } else {
      Sparkline.write(out, POINTS, "", requests, errors);
    }
    return out.html();
  }

  /** One of them. */
  static Html course(String style, float[] values) {
    HtmlWriter out = new HtmlWriter();
    Sparkline.write(out, POINTS, "", new Sparkline.Line(style, values));
    return out.html();
  }
}
