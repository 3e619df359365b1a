package io.forebay.admin.page;

import io.forebay.admin.stats.History;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Courses of several things as one. They end at the same moment, and may begin at others. */
final class Courses {

  private static final int MINUTE_SECONDS = 60;

  private interface Union {
    float of(float one, float other);
  }

  private Courses() {}

  static float[] sum(List<History> all, Function<History, float[]> course) {
    return union(all, course, Float::sum);
  }

  static float[] highest(List<History> all, Function<History, float[]> course) {
    return union(all, course, Math::max);
  }

  /** What came to pass in the last minute, of a course of rates. */
  static double lastMinute(float[] rates) {
    double sum = 0;
    int samples = MINUTE_SECONDS / History.STEP_SECONDS;
    for (int i = Math.max(0, rates.length - samples); i < rates.length; i++) {
      sum += Float.isNaN(rates[i]) ? 0 : rates[i] * History.STEP_SECONDS;
    }
    return sum;
  }

  /** What part of the requests of the last minute ended in errors; NaN without requests. */
  static double errorPart(float[] requests, float[] errors) {
    double all = lastMinute(requests);
    return all <= 0 ? Double.NaN : Math.min(1, lastMinute(errors) / all);
  }

  private static float[] union(List<History> all, Function<History, float[]> course, Union union) {
    int length = all.stream().map(course).mapToInt(it -> it.length).max().orElse(0);
    float[] result = new float[length];
    Arrays.fill(result, Float.NaN);
    for (History history : all) {
      float[] values = course.apply(history);
      for (int i = 0; i < values.length; i++) {
        int at = length - values.length + i;
        result[at] = either(result[at], values[i], union);
      }
    }
    return result;
  }

  private static float either(float one, float other, Union union) {
    if (Float.isNaN(one)) {
      return other;
    }
    return Float.isNaN(other) ? one : union.of(one, other);
  }
}
