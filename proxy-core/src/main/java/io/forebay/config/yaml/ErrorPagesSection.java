package io.forebay.config.yaml;

import io.forebay.config.ErrorPageConfig;
import io.forebay.config.ErrorPageConfig.Answer;
import io.forebay.config.ErrorPageConfig.Form;
import io.forebay.config.ErrorPagesConfig;
import io.forebay.config.StatusRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** {@code error_pages}, wherever it stands; the files are read together with the configuration. */
final class ErrorPagesSection {
  private static final String BUILT_IN = "none";
  private static final String INTERCEPT = "intercept";
  private static final String RANGE = "a status from 400 to 599, or a range such as 502-504";
  private static final String PAGE =
      "a file whose name ends in .http, .html, .json or .txt, a map of files by html, json and"
          + " text, or none";
  private static final Map<String, Form> BY_EXTENSION =
      Map.of("http", Form.WHOLE, "html", Form.HTML, "json", Form.JSON, "txt", Form.TEXT);

  private ErrorPagesSection() {}

  /** Says nothing when the key is absent. */
  static ErrorPagesConfig read(MapReader owner) {
    Place place = owner.at("error_pages");
    if (place == null || MapReader.of(place) == null) {
      return ErrorPagesConfig.NONE;
    }
    Map<Integer, ErrorPageConfig> pages = new TreeMap<>();
    Map<Integer, ErrorPageConfig> byClass = new TreeMap<>();
    List<StatusRange> intercept = intercept(place);
    Set<Integer> known = known(intercept);
    for (YamlNode.Entry entry : place.node().entries()) {
      String key = entry.key().text();
      if (key.equals(INTERCEPT)) {
        continue;
      }
      List<Integer> statuses = statuses(place.child(key, entry.key()), known, intercept != null);
      ErrorPageConfig page = page(place.child(key, entry.value()));
      if (page != null) {
        Map<Integer, ErrorPageConfig> into = key.endsWith("xx") ? byClass : pages;
        statuses.forEach(status -> into.put(status, page));
      }
    }
    return new ErrorPagesConfig(byClass, intercept).merge(new ErrorPagesConfig(pages, intercept));
  }

  /** Null where nothing is said. */
  private static @Nullable List<StatusRange> intercept(Place place) {
    MapReader map = MapReader.of(place);
    if (map == null || map.at(INTERCEPT) == null) {
      return null;
    }
    List<StatusRange> ranges = new ArrayList<>();
    for (Place item : map.words(INTERCEPT)) {
      StatusRange range = Scalars.convert(item, RANGE, StatusRange::parse);
      if (range != null && range.first() < 400) {
        item.expected(RANGE);
      } else if (range != null) {
        ranges.add(range);
      }
    }
    return ranges;
  }

  /** The statuses that are given, those that are intercepted among them. */
  private static Set<Integer> known(@Nullable List<StatusRange> intercept) {
    Set<Integer> known = new TreeSet<>(ErrorPagesConfig.STATUSES);
    for (StatusRange range : intercept == null ? List.<StatusRange>of() : intercept) {
      IntStream.rangeClosed(range.first(), range.last()).forEach(known::add);
    }
    return known;
  }

  /**
   * One, or all of a class that are given; empty after a problem.
   *
   * @param intercepts whether pages may be for whatever servers answer
   */
  private static List<Integer> statuses(Place key, Set<Integer> given, boolean intercepts) {
    String text = key.node().text();
    boolean free = intercepts && text.matches("[45][0-9]{2}");
    List<Integer> statuses =
        free
            ? List.of(Integer.valueOf(text))
            : given.stream()
                .filter(it -> text.equals(it.toString()) || text.equals(it / 100 + "xx"))
                .toList();
    if (statuses.isEmpty()) {
      String known = ErrorPagesConfig.STATUSES.toString();
      key.expected(
          "a status that the proxy itself answers with: "
              + known.substring(1, known.length() - 1)
              + ", 4xx or 5xx");
    }
    return statuses;
  }

  /** Null after a problem. */
  private static @Nullable ErrorPageConfig page(Place place) {
    if (place.node().kind() == YamlNode.Kind.MAP) {
      return byForm(place);
    }
    String name = Scalars.text(place, PAGE);
    if (name == null) {
      return null;
    }
    if (name.equals(BUILT_IN)) {
      return ErrorPageConfig.BUILT_IN;
    }
    Form form = BY_EXTENSION.get(extension(name));
    if (form == null) {
      place.expected(PAGE);
      return null;
    }
    Answer answer = answer(place, form, name);
    return answer == null ? null : new ErrorPageConfig(List.of(answer));
  }

  private static @Nullable ErrorPageConfig byForm(Place place) {
    MapReader map = MapReader.of(place);
    if (map == null) {
      return null;
    }
    int before = map.problems().count();
    List<Answer> answers = new ArrayList<>();
    for (Form form : List.of(Form.TEXT, Form.HTML, Form.JSON)) {
      Place file = map.at(form.name().toLowerCase(Locale.ROOT));
      Answer answer = file == null ? null : answer(file, form);
      if (answer != null) {
        answers.add(answer);
      }
    }
    map.finish(UnsupportedKeys.Level.ERROR_PAGE);
    if (place.node().entries().isEmpty()) {
      place.problem("no file (expected: html, json or text)");
    }
    return map.problems().count() == before ? new ErrorPageConfig(answers) : null;
  }

  private static @Nullable Answer answer(Place place, Form form) {
    String name = Scalars.text(place, FileContent.EXPECTED);
    if (name == null) {
      return null;
    }
    if (extension(name).equals("http")) {
      place.expected("a file that holds nothing but the body; a whole answer stands alone");
      return null;
    }
    return answer(place, form, name);
  }

  private static @Nullable Answer answer(Place place, Form form, String name) {
    String content = FileContent.read(place, name, ErrorPageConfig.MAX_BYTES);
    if (content == null) {
      return null;
    }
    String file = FileContent.path(place, name).toString();
    if (form != Form.WHOLE) {
      return new Answer(form, file, 0, List.of(), content);
    }
    try {
      return ResponseFile.parse(file, content);
    } catch (IllegalArgumentException e) {
      place.problem(place.node().describe() + ", " + e.getMessage());
      return null;
    }
  }

  private static String extension(String name) {
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }
}
