package io.forebay.admin.page;

/** Draws a course of values as a line that stretches to whatever room it is given. */
final class Sparkline {

  private static final int HEIGHT = 24;
  private static final int TOP = 2;
  private static final int STEP = 2;

  private final HtmlWriter out;
  private final int points;

  private Sparkline(HtmlWriter out, int points) {
    this.out = out;
    this.points = points;
  }

  /**
   * Writes lines above each other, each with a class of its own, on one scale.
   *
   * @param points each value at most so many; what are more are taken together by their maximum
   * @param label what it shows, for those who cannot see it; empty where it repeats numbers
   */
  static void write(HtmlWriter out, int points, String label, Line... lines) {
    int width = STEP * (points - 1);
    out.open("svg", "spark").attribute("viewBox", "0 0 " + width + " " + HEIGHT);
    out.attribute("preserveAspectRatio", "none");
    if (label.isEmpty()) {
      out.attribute("aria-hidden", "true");
    } else {
      out.attribute("role", "img").attribute("aria-label", label);
    }
    float top = 0;
    for (Line line : lines) {
      for (float value : line.values()) {
        top = value > top ? value : top;
      }
    }
    for (Line line : lines) {
      new Sparkline(out, points).draw(line, top);
    }
    out.close("svg");
  }

  /**
   * One of its lines.
   *
   * @param style its class
   * @param values the oldest first; NaN where there is none
   */
  record Line(String style, float[] values) {

    /** Whether there is nothing to see. */
    boolean isZero() {
      for (float value : values) {
        if (value > 0) {
          return false;
        }
      }
      return true;
    }
  }

  private void draw(Line line, float top) {
    float[] shown = atMost(line.values(), points);
    StringBuilder path = new StringBuilder();
    boolean gap = true;
    for (int i = 0; i < shown.length; i++) {
      // The newest is at the right; what is missing is at the left.
      int x = STEP * (points - shown.length + i);
      if (!Float.isNaN(shown[i])) {
        path.append(gap ? 'M' : 'L').append(x).append(' ').append(y(shown[i], top));
      }
      gap = Float.isNaN(shown[i]);
    }
    if (!path.isEmpty()) {
      out.open("path", line.style()).attribute("d", path.toString()).close("path");
    }
  }

  private static int y(float value, float top) {
    return top <= 0 ? HEIGHT - 1 : HEIGHT - 1 - Math.round(value / top * (HEIGHT - 1 - TOP));
  }

  private static float[] atMost(float[] values, int points) {
    int each = (values.length + points - 1) / points;
    if (each <= 1) {
      return values;
    }
    int kept = (values.length + each - 1) / each;
    float[] result = new float[kept];
    for (int i = 0; i < kept; i++) {
      // From the end, so that the newest group is a whole one.
      int end = values.length - (kept - 1 - i) * each;
      result[i] = highest(values, Math.max(0, end - each), end);
    }
    return result;
  }

  private static float highest(float[] values, int from, int to) {
    float highest = Float.NaN;
    for (int i = from; i < to; i++) {
      highest = Float.isNaN(highest) ? values[i] : Math.max(highest, zeroForNone(values[i]));
    }
    return highest;
  }

  private static float zeroForNone(float value) {
    return Float.isNaN(value) ? 0 : value;
  }
}
