package io.forebay.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.config.CompressionAlgorithm;
import io.forebay.util.Ascii;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptEncodingTest {

  private static final List<CompressionAlgorithm> GZIP_BR_ZSTD =
      List.of(CompressionAlgorithm.GZIP, CompressionAlgorithm.BR, CompressionAlgorithm.ZSTD);

  private static HttpHead request(List<String> values) {
    HttpHead head = new HttpHead();
    head.reset();
    for (String value : values) {
      byte[] bytes = Ascii.bytes(value);
      head.add(HeaderId.OTHER, Ascii.bytes("Accept-encoding"), bytes, 0, bytes.length);
    }
    head.truncate(head.end());
    return head;
  }

  private static String choose(String... values) {
    return AcceptEncoding.choose(request(List.of(values)), GZIP_BR_ZSTD) + "";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip | gzip",
        "x-gzip | gzip",
        "GZip | gzip",
        "deflate, br | br",
        "gzip, deflate, br, zstd | gzip",
        "gzip;q=0.8, br | br",
        "gzip;q=0.8, br;q=0.8 | gzip",
        "gzip ; q=0.5, zstd; q=0.501 | zstd",
        "* | gzip",
        "gzip;q=0, * | br",
        "*;q=0.1, zstd;q=0.2 | zstd",
        "identity, gzip | gzip",
        "identity;q=0.6, gzip;q=0.5 | null",
        "identity;q=0, gzip;q=0.001 | gzip",
        "identity;q=0, *;q=1 | gzip",
        "identity;q=0 | null",
        "gzip;q=0 | null",
        "gzip;q=0.000 | null",
        "gzip;q=1.000 | gzip",
        "gzip;q=1.001 | null",
        "gzip;q=2 | null",
        "gzip;q=-1 | null",
        "gzip;q= | null",
        "gzip;q=0.0001 | null",
        "gzip;level=9 | null",
        "gzip;q=0, gzip | null",
        "gzipped | null",
        "*;q=0 | null",
        ", ,, gzip,, | gzip",
        ";q=1 | null",
      })
  void value_decides(String value, String chosen) {
    assertThat(choose(value)).isEqualTo(chosen);
  }

  @Test
  void nothingSaid_isIdentity() {
    assertThat(choose()).isEqualTo("null");
    assertThat(choose("")).isEqualTo("null");
  }

  @Test
  void severalLines_areOneList() {
    assertThat(choose("gzip;q=0.1", "br")).isEqualTo("br");
  }

  @Test
  void whatFiltersHaveMadeOfIt_doesNotCount() {
    HttpHead head = request(List.of("gzip"));
    head.removeAll(Ascii.bytes("accept-encoding"));
    head.add(HeaderId.OTHER, Ascii.bytes("accept-encoding"), Ascii.bytes("br"), 0, 2);
    assertThat(AcceptEncoding.choose(head, GZIP_BR_ZSTD)).isEqualTo(CompressionAlgorithm.GZIP);
  }

  @Test
  void randomValues_areReadAsByANaiveParser() {
    String[] names = {"gzip", "x-gzip", "br", "zstd", "identity", "*", "deflate", "GZIP", ""};
    String[] weights = {"", ";q=1", ";q=0", "; q=0.5", " ;Q=0.25", ";q=0.999", ";q=x", ";q=1.1"};
    for (int seed = 0; seed < 5000; seed++) {
      Random random = new Random(seed);
      List<String> lines = new ArrayList<>();
      for (int line = random.nextInt(3); line >= 0; line--) {
        List<String> members = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
          members.add(
              names[random.nextInt(names.length)] + weights[random.nextInt(weights.length)]);
        }
        lines.add(String.join(random.nextBoolean() ? "," : ", ", members));
      }
      List<CompressionAlgorithm> offered = new ArrayList<>(GZIP_BR_ZSTD);
      Collections.shuffle(offered, random);
      offered = offered.subList(0, 1 + random.nextInt(3));
      assertThat(AcceptEncoding.choose(request(lines), offered))
          .as("%s for %s", lines, offered)
          .isEqualTo(naive(lines, offered));
    }
  }

  private static @Nullable CompressionAlgorithm naive(
      List<String> lines, List<CompressionAlgorithm> offered) {
    Map<String, Double> said = new LinkedHashMap<>();
    for (String member : String.join(",", lines).split(",")) {
      String[] parts = member.toLowerCase(Locale.ROOT).split(";", 2);
      String name = parts[0].strip().replace("x-gzip", "gzip");
      String weight = parts.length == 1 ? "q=1" : parts[1].strip();
      double value =
          weight.matches("q=(0(\\.\\d{0,3})?|1(\\.0{0,3})?)")
              ? Double.parseDouble(weight.substring(2))
              : 0;
      said.merge(name, value, Math::min);
    }
    CompressionAlgorithm best = null;
    double most = 0;
    for (CompressionAlgorithm it : offered) {
      double value = said.getOrDefault(it.toString(), said.getOrDefault("*", 0.0));
      if (value > most) {
        best = it;
        most = value;
      }
    }
    return most < said.getOrDefault("identity", 0.0) ? null : best;
  }
}
