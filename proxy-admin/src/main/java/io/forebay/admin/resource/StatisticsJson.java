package io.forebay.admin.resource;

import com.fasterxml.jackson.core.JsonGenerator;
import io.forebay.admin.stats.History;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Records of statistics as objects: a component is a member under its name in snake_case with its
 * unit. What is not known, which is null, not a number or less than zero there, is left out.
 */
final class StatisticsJson {

  /** Those that do not say their unit, or say it in the middle. */
  private static final Map<String, String> NAMES =
      Map.of(
          "recent", "latency_last_minute_ms",
          "all", "latency_ms",
          "times", "times_ms",
          "drainMillisLeft", "drain_time_left_ms",
          "slowStartPercent", "share_percent",
          "connectionSecondRate", "connection_rate_last_second",
          "secondRate", "rate_last_second");

  private static final List<String> CLASSES = List.of("none", "1xx", "2xx", "3xx", "4xx", "5xx");

  private record Member(String name, RecordComponent component) {}

  private static final ClassValue<Member[]> MEMBERS =
      new ClassValue<>() {
        @Override
        protected Member[] computeValue(Class<?> type) {
          return Arrays.stream(type.getRecordComponents())
              .map(it -> new Member(name(it.getName()), it))
              .toArray(Member[]::new);
        }
      };

  private final int points;

  /**
   * @param points how many of a history are told, the last ones; 0 for no history
   */
  StatisticsJson(int points) {
    this.points = points;
  }

  /** The members of {@code value}. */
  void write(JsonGenerator out, Record value) throws IOException {
    for (Member member : MEMBERS.get(value.getClass())) {
      Object part = get(member.component, value);
      if (part instanceof History it) {
        history(out, it);
      } else if (part != null) {
        write(out, member.name, part);
      }
    }
  }

  private void write(JsonGenerator out, String name, Object part) throws IOException {
    if (part instanceof Record it) {
      out.writeObjectFieldStart(name);
      write(out, it);
      out.writeEndObject();
    } else if (part instanceof List<?> all) {
      out.writeArrayFieldStart(name);
      for (Object it : all) {
        element(out, it);
      }
      out.writeEndArray();
    } else if (part instanceof long[] statuses) {
      statuses(out, name, statuses);
    } else if (part instanceof Boolean it) {
      out.writeBooleanField(name, it);
    } else if (part instanceof Number it) {
      number(out, name, it);
    } else {
      out.writeStringField(name, part.toString());
    }
  }

  private void element(JsonGenerator out, Object it) throws IOException {
    if (it instanceof Record record) {
      out.writeStartObject();
      write(out, record);
      out.writeEndObject();
    } else {
      out.writeString(it.toString());
    }
  }

  private static void number(JsonGenerator out, String name, Number number) throws IOException {
    double value = number.doubleValue();
    if (Double.isNaN(value) || value < 0) {
      return;
    }
    if (number instanceof Double) {
      out.writeNumberField(name, rounded(value));
    } else {
      out.writeNumberField(name, number.longValue());
    }
  }

  private static void statuses(JsonGenerator out, String name, long[] counts) throws IOException {
    out.writeObjectFieldStart(name);
    for (int i = 0; i < counts.length; i++) {
      out.writeNumberField(CLASSES.get(i), counts[i]);
    }
    out.writeEndObject();
  }

  private void history(JsonGenerator out, History history) throws IOException {
    if (points > 0) {
      out.writeObjectFieldStart("history");
      out.writeNumberField("step_s", history.stepSeconds());
      points(out, "requests", history.requests());
      points(out, "errors", history.errors());
      points(out, "p99_ms", history.p99());
      points(out, "in_flight", history.inFlight());
      out.writeEndObject();
    }
  }

  private void points(JsonGenerator out, String name, float[] values) throws IOException {
    out.writeArrayFieldStart(name);
    for (int i = Math.max(0, values.length - points); i < values.length; i++) {
      if (Float.isNaN(values[i])) {
        out.writeNull();
      } else {
        out.writeNumber(rounded(values[i]));
      }
    }
    out.writeEndArray();
  }

  /** More digits than three tell nothing. */
  private static double rounded(double value) {
    return Math.rint(value * 1000) / 1000;
  }

  private static String name(String component) {
    String snake = component.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    String usual = snake.replaceFirst("_millis$", "_ms").replaceFirst("_seconds$", "_s");
    return NAMES.getOrDefault(component, usual);
  }

  private static @Nullable Object get(RecordComponent component, Record value) {
    try {
      return component.getAccessor().invoke(value);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(component.toString(), e);
    }
  }
}
