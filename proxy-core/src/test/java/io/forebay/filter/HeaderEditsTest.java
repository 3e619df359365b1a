package io.forebay.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.config.HeaderOps;
import io.forebay.config.TextTemplate.Scope;
import io.forebay.http.HeaderId;
import io.forebay.http.HttpHead;
import io.forebay.util.Ascii;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Edits whose values are always the same need no exchange. */
class HeaderEditsTest {

  private static final List<String> NAMES =
      List.of("A", "a", "B", "AB", "Ab", "ba", "X-A", "x-a", "X_A", "X-B", "X-", "X", "Via", "Age");

  private record Line(String name, String value) {}

  @SuppressWarnings("NullAway")
  private static List<Line> edited(HeaderOps ops, List<Line> lines) {
    HttpHead head = new HttpHead();
    head.response(200);
    for (Line line : lines) {
      byte[] name = Ascii.bytes(line.name);
      byte[] value = Ascii.bytes(line.value);
      head.add(HeaderId.of(name, 0, name.length), name, value, 0, value.length);
    }
    new HeaderEdits(ops, Scope.RESPONSE, null).apply(head, null);
    List<Line> left = new ArrayList<>();
    for (int line = 0; line < head.count(); line++) {
      if (!head.isRemoved(line)) {
        left.add(new Line(head.nameText(line), head.valueText(line)));
      }
    }
    return left;
  }

  @ParameterizedTest
  @CsvSource({
    "x-in-*, X-In-A, true",
    "X-In-*, x-in-, true",
    "X-In-*, x_in_a, true",
    "X_In-*, X-In-A, true",
    "X-In-*, X-In, false",
    "X-In-*, X-Inner, false",
    "c*, Content-Length, false",
    "C*, Content-Type, true",
    "h*, Host, false",
    "t*, Transfer-Encoding, false",
    "x-a, X_A, false",
  })
  void removedName_orBeginning_takesWhatItMeans(String removed, String name, boolean taken) {
    HeaderOps ops = new HeaderOps(List.of(removed), Map.of(), Map.of(), Map.of());
    List<Line> lines = List.of(new Line("Date", "d"), new Line(name, "v"));

    assertThat(edited(ops, lines)).hasSize(taken ? 1 : 2);
  }

  @Test
  void moreNamesThanThereAreBits_areAllLookedFor() {
    Map<String, String> many = new LinkedHashMap<>();
    for (int i = 0; i < 200; i++) {
      many.put("X-" + i, "new");
    }
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < 200; i += 2) {
      lines.add(new Line("x-" + i, "old"));
    }
    List<Line> edited =
        edited(new HeaderOps(List.of(), Map.of(), Map.of(), many), List.copyOf(lines));

    for (int i = 1; i < 200; i += 2) {
      lines.add(new Line("X-" + i, "new"));
    }
    assertThat(edited).containsExactlyElementsOf(lines);
  }

  @Test
  void randomEdits_areThoseOfANaiveModel() {
    Random random = new Random(7);
    for (int i = 0; i < 5000; i++) {
      HeaderOps ops =
          new HeaderOps(names(random, true), fields(random), fields(random), fields(random));
      List<Line> lines = new ArrayList<>();
      for (int n = random.nextInt(6); n > 0; n--) {
        lines.add(new Line(name(random), "" + n));
      }
      assertThat(edited(ops, lines)).as("%s of %s", ops, lines).isEqualTo(model(ops, lines));
    }
  }

  private static List<Line> model(HeaderOps ops, List<Line> lines) {
    List<Line> left = new ArrayList<>(lines);
    left.removeIf(line -> ops.remove().stream().anyMatch(it -> isMeant(it, line.name)));
    left.removeIf(line -> ops.set().keySet().stream().anyMatch(line.name::equalsIgnoreCase));
    ops.set().forEach((name, value) -> left.add(new Line(name, value)));
    ops.add().forEach((name, value) -> left.add(new Line(name, value)));
    ops.setIfAbsent()
        .forEach(
            (name, value) -> {
              if (left.stream().noneMatch(line -> line.name.equalsIgnoreCase(name))) {
                left.add(new Line(name, value));
              }
            });
    return left;
  }

  private static boolean isMeant(String removed, String name) {
    if (!removed.endsWith("*")) {
      return removed.equalsIgnoreCase(name);
    }
    String beginning = removed.substring(0, removed.length() - 1);
    return hyphenated(name).startsWith(hyphenated(beginning));
  }

  private static String hyphenated(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String name(Random random) {
    return NAMES.get(random.nextInt(NAMES.size()));
  }

  private static List<String> names(Random random, boolean wildcards) {
    Map<String, String> names = new LinkedHashMap<>();
    for (int n = random.nextInt(4); n > 0; n--) {
      String name = name(random) + (wildcards && random.nextInt(3) == 0 ? "*" : "");
      names.put(name.toLowerCase(Locale.ROOT), name);
    }
    return List.copyOf(names.values());
  }

  private static Map<String, String> fields(Random random) {
    Map<String, String> fields = new LinkedHashMap<>();
    names(random, false).forEach(it -> fields.put(it, "v" + random.nextInt(9)));
    return fields;
  }
}
