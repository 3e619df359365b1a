package io.forebay.bench.failover.report;

import io.forebay.bench.failover.result.Mark;
import io.forebay.bench.failover.result.Run;
import java.util.List;
import java.util.Locale;
import java.util.function.IntUnaryOperator;

/**
 * A picture of one scenario: for each proxy the requests of each tenth of a second as an area, the
 * failed ones in front, and above it median and slowest latency on a logarithmic scale. Its colours
 * follow the reader's choice of light or dark.
 */
final class Graph {
  private static final int LEFT = 52;
  private static final int WIDTH = 800;
  private static final int PANEL = 190;
  private static final int LATENCY = 90;
  private static final int BARS = 50;
  private static final int TOP = 34;
  private static final double MOST = 30;
  private static final double[] TICKS = {0.001, 0.01, 0.1, 1, 10};
  private static final String STYLE =
      """
      <style>
      text{font:11px sans-serif;fill:#333}.b{font-weight:bold;font-size:12px}.r{text-anchor:end}
      .bg{fill:#fff}.g{stroke:#ddd}.m{stroke:#888;stroke-dasharray:2 3}.mt{font-size:9px;fill:#666}
      .ok{fill:#8fb8de}.ko{fill:#d3222a}.ap{fill:#8a8f98}.hi{stroke:#d97a00;fill:none}.md{stroke:#1b6ab3;fill:none}
      @media(prefers-color-scheme:dark){text{fill:#ddd}.bg{fill:#161b22}.g{stroke:#333a44}
      .m{stroke:#8b949e}.mt{fill:#9aa4af}.ok{fill:#36618a}.ko{fill:#ff5c5c}.ap{fill:#9aa4af}.hi{stroke:#f2a33a}
      .md{stroke:#6cb6ff}}
      </style>
      """;

  private final StringBuilder svg = new StringBuilder();
  private final double seconds;

  private Graph(List<Run> runs) {
    this.seconds = runs.stream().mapToDouble(run -> run.seconds(run.endNanos())).max().orElse(1);
  }

  /** The picture as SVG. */
  static String of(List<Run> runs) {
    return new Graph(runs).draw(runs);
  }

  private String draw(List<Run> runs) {
    int height = runs.size() * PANEL + 24;
    add("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d'>", WIDTH + 70, height);
    svg.append(STYLE);
    add("<rect class='bg' width='100%%' height='100%%'/>");
    for (int i = 0; i < runs.size(); i++) {
      add("<g transform='translate(%d %d)'>", LEFT, i * PANEL + TOP);
      panel(runs.get(i));
      add("</g>");
    }
    legend(height - 8);
    add("</svg>");
    return svg.toString();
  }

  private void panel(Run run) {
    add("<text class='b' x='0' y='-18'>%s</text>", escape(run.proxy()));
    for (double tick : TICKS) {
      add("<path class='g' d='M0 %.1fh%d'/>", latencyY(tick), WIDTH);
      String label = tick < 1 ? Math.round(tick * 1000) + " ms" : Math.round(tick) + " s";
      add("<text class='r' x='-4' y='%.1f'>%s</text>", latencyY(tick) + 4, label);
    }
    for (int second = 0; second <= seconds; second += 2) {
      add("<text x='%.0f' y='%d'>%d s</text>", x(second) - 6, LATENCY + BARS + 14, second);
    }
    Buckets buckets = new Buckets(run);
    areas(buckets);
    line("hi", buckets, true);
    line("md", buckets, false);
    marks(run);
  }

  /** As high as the count of each bucket, one in front of the other. */
  private void areas(Buckets buckets) {
    area("ok", buckets.size(), buckets::sent);
    area("ap", buckets.size(), buckets::unanswered);
    area("ko", buckets.size(), buckets::failed);
  }

  private void area(String style, int size, IntUnaryOperator count) {
    double bottom = LATENCY + BARS;
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < size; i++) {
      step(path, i, bottom - barHeight(count.applyAsInt(i)));
    }
    double end = x(size * Buckets.SECONDS);
    add("<path class='%s' d='M0 %.0f%sH%.1fV%.0fz'/>", style, bottom, path, end, bottom);
  }

  private void step(StringBuilder path, int bucket, double y) {
    String height = String.format(Locale.ROOT, "V%.1f", y);
    if (!path.substring(Math.max(0, path.lastIndexOf("V"))).equals(height)) {
      path.append(String.format(Locale.ROOT, "H%.1f", x(bucket * Buckets.SECONDS))).append(height);
    }
  }

  private static double barHeight(int requests) {
    return Math.min(requests, MOST) / MOST * (BARS - 6);
  }

  private void line(String style, Buckets buckets, boolean slowest) {
    StringBuilder path = new StringBuilder();
    boolean gap = true;
    for (int i = 0; i < buckets.size(); i++) {
      List<Double> latencies = buckets.latencies(i);
      if (!latencies.isEmpty()) {
        double latency = latencies.get(slowest ? latencies.size() - 1 : latencies.size() / 2);
        String format = (gap ? "M" : "L") + "%.1f %.1f";
        double x = x((i + 0.5) * Buckets.SECONDS);
        path.append(String.format(Locale.ROOT, format, x, latencyY(latency)));
      }
      gap = latencies.isEmpty();
    }
    add("<path class='%s' d='%s'/>", style, path);
  }

  /** Labels are left out where they would cover each other. */
  private void marks(Run run) {
    double free = 0;
    for (Mark mark : run.marks()) {
      double at = x(run.seconds(mark.nanos()));
      add("<path class='m' d='M%.1f -4V%d'/>", at, LATENCY + BARS);
      if (at >= free) {
        add("<text class='mt' x='%.1f' y='-6'>%s</text>", at + 2, escape(mark.label()));
        free = at + 4 + mark.label().length() * 5;
      }
    }
  }

  private void legend(int y) {
    String[] entries = {"ok", "answered", "ko", "failed", "ap", "beyond help"};
    int x = LEFT;
    for (int i = 0; i < entries.length; i += 2, x += 92) {
      add("<rect class='%s' x='%d' y='%d' width='10' height='10'/>", entries[i], x, y - 9);
      add("<text x='%d' y='%d'>%s</text>", x + 14, y, entries[i + 1]);
    }
    add("<path class='md' d='M%d %dh20'/><text x='%d' y='%d'>median</text>", x, y - 4, x + 24, y);
    x += 92;
    add("<path class='hi' d='M%d %dh20'/><text x='%d' y='%d'>slowest</text>", x, y - 4, x + 24, y);
    add("<text x='%d' y='%d'>per 100 ms, by the time of sending</text>", x + 92, y);
  }

  private double x(double second) {
    return second / seconds * WIDTH;
  }

  /** From 1 ms at the bottom to 10 s at the top. */
  private static double latencyY(double latency) {
    double decades = Math.log10(Math.min(10, Math.max(0.001, latency)) / 0.001);
    return LATENCY - decades / 4 * LATENCY;
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;");
  }

  private void add(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
