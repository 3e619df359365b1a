package io.forebay.admin.page;

import io.forebay.admin.stats.History;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Courses of several things as one. They end at the same moment, and may begin at others. */
final class Courses {

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
