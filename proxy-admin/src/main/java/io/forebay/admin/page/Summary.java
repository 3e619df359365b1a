package io.forebay.admin.page;

import io.forebay.admin.stats.BackendStatistics;
import io.forebay.admin.stats.History;
import io.forebay.admin.stats.ListenerStatistics;
import java.util.List;

/** The numbers of the whole proxy, with their course where it is known. */
final class Summary {

  static final String ID = "summary";

  private final HtmlWriter out = new HtmlWriter();
  private final Picture picture;

  private Summary(Picture picture) {
    this.picture = picture;
  }

  static Row of(Picture picture) {
    Summary summary = new Summary(picture);
    summary.write();
    return Row.region(ID, "", summary.out.html());
  }

  private void write() {
    List<History> all = picture.listeners().stream().map(ListenerStatistics::history).toList();
    float[] requests = Courses.sum(all, History::requests);
    float[] errors = Courses.sum(all, History::errors);
    float[] p99 = Courses.highest(all, History::p99);
    double rate = picture.sumOfListeners(it -> it.traffic().rate());
    tile("Requests", Quantities.rate(rate) + "/s", "requests", requests);
    tile("Errors", Quantities.percent(Courses.errorPart(requests, errors)), "errors", errors);
    tile("Slowest p99", Quantities.millis(slowest()), "latency", p99);
    long inFlight = Math.round(picture.sumOfBackends(BackendStatistics::inFlight));
    tile("In flight", Quantities.count(inFlight), "", Courses.sum(all, History::inFlight));
    tile("Connections", Quantities.count(picture.connections()), "", new float[0]);
    long queued = Math.round(picture.sumOfBackends(BackendStatistics::queued));
    tile("Waiting for a server", Quantities.count(queued), "", new float[0]);
  }

  private void tile(String name, String value, String style, float[] course) {
    out.open("div", "tile").element("dt", name).element("dd", value);
    if (course.length > 0) {
      out.open("dd", "course");
      Sparkline.write(out, History.POINTS, "", new Sparkline.Line(style, course));
      out.close("dd");
    }
    out.close("div");
  }

  /** NaN without requests. */
  private double slowest() {
    return picture.listeners().stream()
        .mapToDouble(it -> it.traffic().recent().p99())
        .filter(it -> !Double.isNaN(it))
        .max()
        .orElse(Double.NaN);
  }
}
