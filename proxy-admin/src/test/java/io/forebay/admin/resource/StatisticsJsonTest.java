package io.forebay.admin.resource;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.forebay.admin.stats.History;
import io.forebay.admin.stats.Latency;
import io.forebay.admin.stats.Traffic;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatisticsJsonTest {
  private record Sample(
      String aName, double waitMillis, long sinceSeconds, List<String> words, History history) {}

  private static final float[] FEW = {1, 2.00049f, Float.NaN};
  private static final History HISTORY = new History(5, FEW, FEW, FEW, FEW);

  private static String text(int points, Record value) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = new JsonFactory().createGenerator(text)) {
      out.writeStartObject();
      new StatisticsJson(points).write(out, value);
      out.writeEndObject();
    }
    return text.toString();
  }

  @Test
  void members_haveTheirUnitsAndThreeDigits() throws IOException {
    assertThat(text(0, new Sample("\"<", 1.23456, 7, List.of("a", "b"), HISTORY)))
        .isEqualTo(
            "{\"a_name\":\"\\\"<\",\"wait_ms\":1.235,\"since_s\":7,\"words\":[\"a\",\"b\"]}");
  }

  @Test
  void whatIsNotKnown_isLeftOut() throws IOException {
    assertThat(text(0, new Sample("", Double.NaN, -1, List.of(), HISTORY)))
        .isEqualTo("{\"a_name\":\"\",\"words\":[]}");
  }

  @Test
  void history_lastPoints() throws IOException {
    assertThat(text(2, new Sample("", -1, -1, List.of(), HISTORY)))
        .endsWith(
            "\"history\":{\"step_s\":5,\"requests\":[2.0,null],\"errors\":[2.0,null],"
                + "\"p99_ms\":[2.0,null],\"in_flight\":[2.0,null]}}");
    assertThat(text(120, new Sample("", -1, -1, List.of(), HISTORY)))
        .contains("\"requests\":[1.0,2.0,null]");
  }

  @Test
  void traffic_namesClassesAndLatencies() throws IOException {
    long[] statuses = {1, 2, 3, 4, 5, 6};
    Latency latency = new Latency(1, 2, 3, Double.NaN);
    assertThat(text(0, new Traffic(9, 1, 2, statuses, 3, 4, Latency.NONE, latency, 5)))
        .isEqualTo(
            "{\"requests\":9,\"rate\":1.0,\"max_rate\":2.0,\"statuses\":{\"none\":1,\"1xx\":2,"
                + "\"2xx\":3,\"3xx\":4,\"4xx\":5,\"5xx\":6},\"bytes_in\":3,\"bytes_out\":4,"
                + "\"latency_last_minute_ms\":{},\"latency_ms\":{\"p50\":1.0,\"p95\":2.0,"
                + "\"p99\":3.0},\"rate_last_second\":5.0}");
  }
}
