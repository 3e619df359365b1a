package io.forebay.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The families of a scrape, and those of the tables in docs/metrics.md, each as a line of text. */
final class MetricFamilies {
  private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");
  private static final Pattern SAMPLE = Pattern.compile("([a-z_0-9]+)(?:\\{(.*)})? \\S+");
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"(?:[^\"\\\\]|\\\\.)*\"");
  private static final Pattern SUFFIX = Pattern.compile("_(bucket|sum|count)$");
  private static final Pattern ROW =
      Pattern.compile("\\| `(\\w+)` \\| (counter|gauge|histogram|summary|untyped) \\|([^|]*)\\|.*");

  /** Labels of histograms and summaries, which their types imply. */
  private static final Set<String> IMPLIED = Set.of("le", "quantile");

  private MetricFamilies() {}

  /** {@code NAME TYPE [LABEL, ...]} of every family that has a sample in {@code text}. */
  static Set<String> scraped(String text) {
    Map<String, String> types = new TreeMap<>();
    Map<String, Set<String>> labels = new TreeMap<>();
    for (String line : text.split("\n")) {
      Matcher type = TYPE.matcher(line);
      Matcher sample = SAMPLE.matcher(line);
      if (type.matches()) {
        types.put(type.group(1), type.group(2));
      } else if (sample.matches()) {
        String name = sample.group(1);
        String family = types.containsKey(name) ? name : SUFFIX.matcher(name).replaceAll("");
        Set<String> names = labelNames(sample.group(2));
        Set<String> before = labels.putIfAbsent(family, names);
        assertThat(before == null ? names : before).as(family).isEqualTo(names);
      } else {
        assertThat(line).startsWith("# HELP ");
      }
    }
    Set<String> families = new TreeSet<>();
    labels.forEach((name, names) -> families.add(name + " " + types.get(name) + " " + names));
    return families;
  }

  private static Set<String> labelNames(String labels) {
    Set<String> names = new TreeSet<>();
    if (labels != null) {
      Matcher label = LABEL.matcher(labels);
      while (label.find()) {
        names.add(label.group(1));
      }
    }
    names.removeAll(IMPLIED);
    return names;
  }

  /** The same of every row of a table of metrics. */
  static Set<String> documented(String markdown) {
    Set<String> families = new TreeSet<>();
    for (String line : markdown.split("\n")) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        Set<String> labels = new TreeSet<>(Arrays.asList(row.group(3).split("[`, ]+")));
        labels.remove("");
        String family = row.group(1) + " " + row.group(2) + " " + labels;
        assertThat(families.add(family)).as("%s is there once", family).isTrue();
      }
    }
    return families;
  }
}
